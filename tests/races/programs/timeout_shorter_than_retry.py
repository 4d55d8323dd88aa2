"""A time-out around a retry that is too short for it."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3").with_retry(stop_after_attempt=2, wait_exponential_jitter=False)


async def one_timeout():
    return await asyncio.wait_for(llm.ainvoke("Report"), 2.5)


async def mended():
    return await asyncio.wait_for(llm.ainvoke("Report"), 30)


async def report(stage, ask):
    stage.answers["Report"] = {"text": "Done", "first_token": 0.5, "fails": 1, "status": 503}
    assert (await ask()).content == "Done"


async def test_fault(stage):
    await report(stage, one_timeout)


async def test_mended(stage):
    await report(stage, mended)
