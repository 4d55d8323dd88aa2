import asyncio

import pytest
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
places = None


@pytest.fixture(autouse=True)
def new_places(monkeypatch):
    monkeypatch.setitem(globals(), "places", asyncio.Semaphore(1))


async def ask(question):
    async with places:
        return (await llm.ainvoke(question)).text


async def test_first(stage):
    stage.answers["Hi"] = "Hello"
    assert len(await asyncio.gather(ask("Hi"), ask("Hi"))) == 2


async def test_second(stage):
    stage.answers["Hi"] = "Hello"
    assert len(await asyncio.gather(ask("Hi"), ask("Hi"))) == 2
