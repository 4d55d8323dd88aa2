"""A limiter that counts by windows lets twice as many through at the edge of two."""

import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Windows:
    """Two a second, counted from each full second."""

    def __init__(self):
        self.window, self.count = 0, 0

    async def wait(self):
        while True:
            now = int(time.monotonic())
            if now != self.window:
                self.window, self.count = now, 0
            if self.count < 2:
                self.count += 1
                return
            await asyncio.sleep(now + 1 - time.monotonic())


class Mended:
    """Two in any second."""

    def __init__(self):
        self.times = []

    async def wait(self):
        while True:
            now = time.monotonic()
            self.times = [t for t in self.times if now - t < 1]
            if len(self.times) < 2:
                self.times.append(now)
                return
            await asyncio.sleep(self.times[0] + 1 - now)


async def questions(stage, limiter):
    stage.answers["First"] = {"text": "a", "first_token": 1}
    stage.answers["Then {n}"] = "b"

    async def ask(prompt):
        await limiter.wait()
        await llm.ainvoke(prompt)

    await ask("First")
    await asyncio.gather(*(ask(f"Then {n}") for n in range(4)))
    starts = [call.start for call in stage.calls]
    assert all(starts[n + 2] - starts[n] > 0.99 for n in range(len(starts) - 2))


async def test_fault(stage):
    await questions(stage, Windows())


async def test_mended(stage):
    await questions(stage, Mended())
