"""The consumer of a queue dies of one bad item, and the queue is never done."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Worker:
    def __init__(self):
        self.queue = asyncio.Queue()
        self.done = []

    async def handle(self, item):
        async with asyncio.timeout(1):
            self.done.append((await llm.ainvoke(f"Handle {item}")).content)

    async def run(self):
        while True:
            item = await self.queue.get()
            await self.handle(item)
            self.queue.task_done()


class Mended(Worker):
    async def run(self):
        while True:
            item = await self.queue.get()
            try:
                await self.handle(item)
            except TimeoutError:
                self.done.append("late")
            finally:
                self.queue.task_done()


async def three_items(stage, worker):
    stage.answers["Handle {item}"] = "done"
    task = asyncio.create_task(worker.run())
    for item in "abc":
        worker.queue.put_nowait(item)
    await asyncio.wait_for(worker.queue.join(), 60)
    task.cancel()
    assert len(worker.done) == 3


async def test_fault(stage):
    await three_items(stage, Worker())


async def test_mended(stage):
    await three_items(stage, Mended())
