"""A lock of threads, held across an await: the second request stops the loop for good."""

import asyncio
import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Store:
    def __init__(self):
        self.lock = threading.Lock()
        self.rows = []

    async def add(self, text):
        with self.lock:
            self.rows.append((await llm.ainvoke(f"Tag {text}")).content)


class Mended(Store):
    async def add(self, text):
        tag = (await llm.ainvoke(f"Tag {text}")).content
        with self.lock:
            self.rows.append(tag)


async def two_requests(stage, store):
    stage.answers["Tag {text}"] = "tag"

    async def later():
        await asyncio.sleep(1)
        await store.add("b")

    await asyncio.gather(store.add("a"), later())
    assert store.rows == ["tag", "tag"]


async def test_fault(stage):
    await two_requests(stage, Store())


async def test_mended(stage):
    await two_requests(stage, Mended())
