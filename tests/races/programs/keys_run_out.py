"""API keys are lent from a queue; who runs into a time-out does not bring the key back, and after some of them nobody gets one."""

import asyncio
from contextlib import asynccontextmanager

from langchain_openai import ChatOpenAI

CLIENTS = [ChatOpenAI(model="gpt-4o-mini", api_key=key, max_retries=0) for key in ("one", "two")]


class Keys:
    def __init__(self):
        self.free = asyncio.Queue()
        for llm in CLIENTS:
            self.free.put_nowait(llm)

    @asynccontextmanager
    async def lent(self):
        llm = await self.free.get()
        yield llm
        self.free.put_nowait(llm)


class Mended(Keys):
    @asynccontextmanager
    async def lent(self):
        llm = await self.free.get()
        try:
            yield llm
        finally:
            self.free.put_nowait(llm)


async def a_morning(stage, keys):
    stage.answers["Classify mail {n}"] = "spam"

    async def classify(n):
        try:
            async with keys.lent() as llm, asyncio.timeout(2):
                return (await llm.ainvoke(f"Classify mail {n}")).content
        except TimeoutError:
            return "unknown"

    for n in range(3):
        async with asyncio.timeout(100):
            found = await asyncio.gather(classify(2 * n), classify(2 * n + 1))
        assert set(found) <= {"spam", "unknown"}
    assert keys.free.qsize() == 2


async def test_fault(stage):
    await a_morning(stage, Keys())


async def test_mended(stage):
    await a_morning(stage, Mended())
