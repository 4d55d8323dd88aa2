"""A place that is not given back when a time-out strikes."""

import asyncio
import contextlib

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Gate:
    def __init__(self):
        self.places = asyncio.Semaphore(1)

    async def ask(self, question):
        await self.places.acquire()
        answer = await llm.ainvoke(question)
        self.places.release()
        return answer.content


class Mended(Gate):
    async def ask(self, question):
        async with self.places:
            return (await llm.ainvoke(question)).content


async def visitors(stage, gate):
    stage.answers["Hello from {name}"] = "Hello"
    for name in "ab":
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(gate.ask(f"Hello from {name}"), 1)
    async with asyncio.timeout(10):
        assert await gate.ask("Hello from c") == "Hello"


async def test_fault(stage):
    await visitors(stage, Gate())


async def test_mended(stage):
    await visitors(stage, Mended())
