"""A thread writes two figures that belong together, and the event loop reads them in between."""

import asyncio
import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Figures:
    def __init__(self):
        self.lock, self.calls, self.answers = threading.Lock(), 0, 0

    def work(self):
        llm.invoke("Question")
        self.calls += 1
        self.answers += 1

    def read(self):
        return self.calls, self.answers


class Mended(Figures):
    def work(self):
        llm.invoke("Question")
        with self.lock:
            self.calls += 1
            self.answers += 1

    def read(self):
        with self.lock:
            return super().read()


async def dashboard(stage, figures):
    stage.answers["Question"] = "Answer"
    work = asyncio.create_task(asyncio.to_thread(figures.work))
    for _ in range(4):
        await asyncio.sleep(0.4)
        calls, answers = figures.read()
        assert calls == answers
    await work


async def test_fault(stage):
    await dashboard(stage, Figures())


async def test_mended(stage):
    await dashboard(stage, Mended())
