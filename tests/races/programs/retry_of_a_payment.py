"""What must not be repeated stands in what is retried."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Checkout:
    def __init__(self):
        self.charged = 0

    def charge(self):
        self.charged += 1

    async def once(self):
        self.charge()
        return await asyncio.wait_for(llm.ainvoke("Write the receipt"), 1)

    async def buy(self):
        for _ in range(5):
            try:
                return await self.once()
            except TimeoutError:
                continue
        return None


class Mended(Checkout):
    async def buy(self):
        self.charge()
        for _ in range(5):
            try:
                return await asyncio.wait_for(llm.ainvoke("Write the receipt"), 1)
            except TimeoutError:
                continue
        return None


async def purchase(stage, checkout):
    stage.answers["Write the receipt"] = "Thank you."
    await checkout.buy()
    assert checkout.charged == 1


async def test_fault(stage):
    await purchase(stage, Checkout())


async def test_mended(stage):
    await purchase(stage, Mended())
