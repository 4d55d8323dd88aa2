"""Check, then act, over an await: an order that is paid for twice."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Order:
    def __init__(self):
        self.paid = False
        self.charges = []

    async def pay(self):
        if self.paid:
            return
        verdict = await llm.ainvoke("Is this order a fraud?")
        if verdict.content == "no":
            self.charges.append(10)
            self.paid = True


class Mended(Order):
    def __init__(self):
        super().__init__()
        self.lock = asyncio.Lock()

    async def pay(self):
        async with self.lock:
            await super().pay()


async def two_clicks(stage, order):
    stage.answers["Is this order a fraud?"] = "no"

    async def click_again():
        await asyncio.sleep(0.8)
        await order.pay()

    await asyncio.gather(order.pay(), click_again())
    assert order.charges == [10]


async def test_fault(stage):
    await two_clicks(stage, Order())


async def test_mended(stage):
    await two_clicks(stage, Mended())
