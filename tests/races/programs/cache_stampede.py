"""Check, then act, over an await: a cache that two readers miss together."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Cache:
    def __init__(self):
        self.known = {}

    async def ask(self, question):
        if question not in self.known:
            self.known[question] = (await llm.ainvoke(question)).content
        return self.known[question]


class Mended(Cache):
    async def ask(self, question):
        if question not in self.known:
            self.known[question] = asyncio.ensure_future(llm.ainvoke(question))
        return (await self.known[question]).content


async def two_readers(stage, cache):
    stage.answers["What is new?"] = "Little."

    async def late():
        await asyncio.sleep(1)
        await cache.ask("What is new?")

    await asyncio.gather(cache.ask("What is new?"), late())
    assert len(stage.calls) == 1


async def test_fault(stage):
    await two_readers(stage, Cache())


async def test_mended(stage):
    await two_readers(stage, Mended())
