"""The losers of a race run on, and overwrite what the winner has written."""

import asyncio

from langchain_ollama import ChatOllama

fast, slow = ChatOllama(model="fast"), ChatOllama(model="slow")


async def race(page, cancels):
    async def ask(llm, name):
        page[:] = [name, (await llm.ainvoke(f"Answer of {name}")).content]

    tasks = [asyncio.create_task(ask(fast, "fast")), asyncio.create_task(ask(slow, "slow"))]
    _, late = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    if cancels:
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    return list(page)


async def shown(stage, cancels):
    stage.answers["Answer of fast"] = {"text": "yes", "first_token": 0.3}
    stage.answers["Answer of slow"] = {"text": "no", "first_token": 0.9}
    page = []
    first = await race(page, cancels)
    await asyncio.sleep(0.5)
    assert page == first


async def test_fault(stage):
    await shown(stage, cancels=False)


async def test_mended(stage):
    await shown(stage, cancels=True)
