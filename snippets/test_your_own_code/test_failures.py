import httpx
import pytest
from awaited import Answer
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3").with_retry(
    stop_after_attempt=3, wait_exponential_jitter=False
)


async def test_asks_again(stage):
    stage.answers["Hi"] = Answer("Hello", fails=2, status=503)
    assert (await llm.ainvoke("Hi")).content == "Hello"
    assert len(stage.calls) == 3
    assert len(stage.calls.failed) == 2


async def test_gives_up(stage):
    stage.answers["Hi"] = Answer(fails=9, failure="reset")
    with pytest.raises(httpx.ReadError):
        await llm.ainvoke("Hi")
    assert len(stage.calls.repeated) == 2
