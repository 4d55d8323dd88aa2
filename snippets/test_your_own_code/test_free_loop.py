import time

import pytest
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def answer(question):
    time.sleep(0.5)  # a database driver that is not async
    return (await llm.ainvoke(question)).text


async def test_loop_is_free(stage):
    stage.answers["Hi"] = "Hello"
    assert await answer("Hi") == "Hello"
    for start, end in stage.recording.blocked:
        pytest.fail(f"The loop was held up from {start} s to {end} s.")
