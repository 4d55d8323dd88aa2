import asyncio

import pytest
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def answer(question):
    title = llm.ainvoke(f"Title of {question}")
    asyncio.create_task(title, name="title")
    return (await llm.ainvoke(question)).content


@pytest.mark.stage(leftovers="fail")
async def test_leaves_nothing_behind(stage):
    stage.answers["Why?"] = "Because."
    stage.answers["Title of {question}"] = "On why, and because"
    assert await answer("Why?") == "Because."
