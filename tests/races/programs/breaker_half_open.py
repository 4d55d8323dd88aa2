"""A circuit breaker tries a single call after its pause, and lets everybody through who comes while that call is on its way."""

import asyncio

from langchain_core.runnables import RunnableLambda
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Breaker:
    def __init__(self, pause=10):
        self.pause = pause
        self.opened = None
        self.trying = False

    def admits(self):
        if self.opened is None:
            return True
        return asyncio.get_running_loop().time() - self.opened >= self.pause

    async def call(self, prompt):
        if not self.admits():
            return "We will be back soon."
        try:
            answer = await llm.ainvoke(prompt)
        except Exception:
            self.opened = asyncio.get_running_loop().time()
            return "We will be back soon."
        self.opened = None
        return answer.content


class Mended(Breaker):
    """After the pause one call is tried, and who comes meanwhile is sent away."""

    async def call(self, prompt):
        if self.opened is None:
            return await super().call(prompt)
        if self.trying or not self.admits():
            return "We will be back soon."
        self.trying = True
        try:
            return await super().call(prompt)
        finally:
            self.trying = False


async def an_outage(stage, breaker):
    stage.answers["Question 0"] = {"fails": 1, "status": 503}
    stage.answers["Question {n}"] = "Yes."
    chain = RunnableLambda(breaker.call)

    async def visitor(n, after):
        await asyncio.sleep(after)
        return await chain.ainvoke(f"Question {n}")

    await asyncio.gather(visitor(0, 0), visitor(1, 15), visitor(2, 17))
    first, *others = stage.calls.to("Question {n}")[1:]
    assert all(call.start >= first.end for call in others)


async def test_fault(stage):
    await an_outage(stage, Breaker())


async def test_mended(stage):
    await an_outage(stage, Mended())
