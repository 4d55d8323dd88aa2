"""A worker is stopped when its queue is empty; what is put in while it answers its last is never answered."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Desk:
    """Answers in the background, and goes home when there is nothing to do."""

    def __init__(self):
        self.waiting = asyncio.Queue()
        self.worker = None

    async def ask(self, prompt):
        answered = asyncio.get_running_loop().create_future()
        self.waiting.put_nowait((prompt, answered))
        if self.worker is None:
            self.worker = asyncio.create_task(self.work())
        return await answered

    async def work(self):
        while not self.waiting.empty():
            prompt, answered = self.waiting.get_nowait()
            answered.set_result((await llm.ainvoke(prompt)).content)
        await self.log(f"The desk goes home, {self.waiting.qsize()} are waiting.")
        self.worker = None

    async def log(self, line):
        await asyncio.sleep(0.2)


class Mended(Desk):
    async def work(self):
        while not self.waiting.empty():
            prompt, answered = self.waiting.get_nowait()
            answered.set_result((await llm.ainvoke(prompt)).content)
        self.worker = None
        await self.log("The desk goes home.")


async def two_visitors(stage, desk):
    stage.answers["Where is {place}?"] = "{place} is here."

    async def visitor(place, after):
        await asyncio.sleep(after)
        async with asyncio.timeout(120):
            return await desk.ask(f"Where is {place}?")

    assert await asyncio.gather(visitor("Rome", 0), visitor("Oslo", 2)) == ["Rome is here.", "Oslo is here."]


async def test_fault(stage):
    await two_visitors(stage, Desk())


async def test_mended(stage):
    await two_visitors(stage, Mended())
