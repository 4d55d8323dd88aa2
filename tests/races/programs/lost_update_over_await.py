"""Read, change, write over an await: a bill to which two requests add."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Bill:
    total = 0

    async def add(self, question):
        before = self.total
        price = len((await llm.ainvoke(question)).content)
        self.total = before + price


class Mended(Bill):
    async def add(self, question):
        price = len((await llm.ainvoke(question)).content)
        self.total += price


async def two_requests(stage, bill):
    stage.answers["Price of {thing}"] = "xxxxx"

    async def later():
        await asyncio.sleep(0.7)
        await bill.add("Price of tea")

    await asyncio.gather(bill.add("Price of milk"), later())
    assert bill.total == 10


async def test_fault(stage):
    await two_requests(stage, Bill())


async def test_mended(stage):
    await two_requests(stage, Mended())
