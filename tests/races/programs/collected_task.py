"""A task to which nothing refers but what it waits for is collected with it."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Visit:
    kept = None

    def __init__(self, seen):
        self.seen = seen
        self.left = asyncio.Event()

    async def watch(self):
        await self.left.wait()

    async def say_goodbye(self):
        try:
            await self.watch()
        finally:
            self.seen.append("gone")


async def visit(stage, keep):
    stage.answers["Greet"] = "Hello"
    seen, kept = [], []
    task = asyncio.create_task(Visit(seen).say_goodbye())
    if keep:
        kept.append(task)
    del task
    await llm.ainvoke("Greet")
    assert seen == []
    for task in kept:
        task.cancel()


async def test_fault(stage):
    await visit(stage, keep=False)


async def test_mended(stage):
    await visit(stage, keep=True)
