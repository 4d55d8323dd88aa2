"""Who asks is kept in a variable of all, where a context variable belongs."""

import asyncio
from contextvars import ContextVar

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Everybody:
    value = ""

    def set(self, value):
        self.value = value

    def get(self):
        return self.value


async def request(user, current, log):
    current.set(user)
    answer = await llm.ainvoke(f"Hello from {user}")
    log.append((current.get(), answer.content))


async def two_requests(stage, current):
    stage.answers["Hello from {user}"] = "{user}"
    log = []

    async def later():
        await asyncio.sleep(0.9)
        await request("bob", current, log)

    await asyncio.gather(request("ann", current, log), later())
    assert all(user == answered for user, answered in log)


async def test_fault(stage):
    await two_requests(stage, Everybody())


async def test_mended(stage):
    await two_requests(stage, ContextVar("user"))
