"""Questions are collected for a while and asked together; what comes in while a batch is on its way is thrown away with it."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Batcher:
    def __init__(self, wait=0.2):
        self.wait = wait
        self.pending = []
        self.timer = None

    async def ask(self, question):
        answered = asyncio.get_running_loop().create_future()
        self.pending.append((question, answered))
        if self.timer is None:
            self.timer = asyncio.create_task(self.flush())
        return await answered

    async def flush(self):
        await asyncio.sleep(self.wait)
        answers = await llm.abatch([question for question, _ in self.pending])
        for (_, answered), answer in zip(self.pending, answers, strict=False):
            answered.set_result(answer.content)
        self.pending = []
        self.timer = None


class Mended(Batcher):
    async def flush(self):
        await asyncio.sleep(self.wait)
        batch, self.pending, self.timer = self.pending, [], None
        answers = await llm.abatch([question for question, _ in batch])
        for (_, answered), answer in zip(batch, answers, strict=True):
            answered.set_result(answer.content)


async def three_clients(stage, batcher):
    stage.answers["Tell me about {thing}"] = "{thing}"

    async def client(thing, after):
        await asyncio.sleep(after)
        async with asyncio.timeout(60):
            return await batcher.ask(f"Tell me about {thing}")

    answers = await asyncio.gather(client("cats", 0), client("dogs", 0.1), client("birds", 1.5))
    assert answers == ["cats", "dogs", "birds"]


async def test_fault(stage):
    await three_clients(stage, Batcher())


async def test_mended(stage):
    await three_clients(stage, Mended())
