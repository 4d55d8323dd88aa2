"""A dictionary is changed while somebody goes through it, with a call at each step."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def digest(sessions):
    return [(await llm.ainvoke(f"Summarise {name}")).content for name in sessions]


async def mended(sessions):
    return [(await llm.ainvoke(f"Summarise {name}")).content for name in list(sessions)]


async def evening(stage, digest):
    stage.answers["Summarise {name}"] = "quiet"
    sessions = {"ann": 1, "bob": 2}

    async def somebody_comes():
        await asyncio.sleep(2)
        sessions["cy"] = 3

    found, _ = await asyncio.gather(digest(sessions), somebody_comes())
    assert set(found) == {"quiet"}


async def test_fault(stage):
    await evening(stage, digest)


async def test_mended(stage):
    await evening(stage, mended)
