"""A task that nobody waits for: the program ends, and it with it."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Desk:
    def __init__(self):
        self.filed = []
        self.tasks = set()

    async def file(self, ticket):
        self.filed.append((await llm.ainvoke(f"Classify {ticket}")).content)

    async def take(self, ticket):
        self.tasks.add(asyncio.create_task(self.file(ticket)))
        await asyncio.sleep(0.1)

    async def close(self):
        await asyncio.sleep(1)


class Mended(Desk):
    async def close(self):
        await asyncio.gather(*self.tasks)


def day(stage, desk):
    stage.answers["Classify {ticket}"] = "minor"

    async def work():
        await desk.take("lamp")
        await desk.take("door")
        await desk.close()

    asyncio.run(work())
    assert desk.filed == ["minor", "minor"]


def test_fault(stage):
    day(stage, Desk())


def test_mended(stage):
    day(stage, Mended())
