"""A semaphore that each request makes for itself limits nothing."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Service:
    def limit(self):
        return asyncio.Semaphore(2)

    async def answer(self, questions):
        limit = self.limit()

        async def one(question):
            async with limit:
                return await llm.ainvoke(f"Answer {question}")

        return await asyncio.gather(*map(one, questions))


class Mended(Service):
    def __init__(self):
        self.one = asyncio.Semaphore(2)

    def limit(self):
        return self.one


async def two_requests(stage, service):
    stage.answers["Answer {question}"] = "yes"

    async def later():
        await asyncio.sleep(1.5)
        await service.answer("cd")

    await asyncio.gather(service.answer("abab"), later())
    assert stage.calls.peak <= 2


async def test_fault(stage):
    await two_requests(stage, Service())


async def test_mended(stage):
    await two_requests(stage, Mended())
