"""Twelve documents, four at a time: one that is read much later than its turn overwrites what came after it."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Index:
    def __init__(self):
        self.newest = 0

    def add(self, number):
        self.newest = number


class Mended(Index):
    def add(self, number):
        self.newest = max(self.newest, number)


async def fill(stage, index):
    stage.answers["Read document {n}"] = "text"
    places = asyncio.Semaphore(4)

    async def one(number):
        async with places:
            await llm.ainvoke(f"Read document {number}")
            index.add(number)

    await asyncio.gather(*(one(number) for number in range(12)))
    assert index.newest > 3


async def test_fault(stage):
    await fill(stage, Index())


async def test_mended(stage):
    await fill(stage, Mended())
