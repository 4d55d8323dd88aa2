"""A budget that is looked at before the call, and charged after it."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Budget:
    def __init__(self):
        self.left = 10

    async def ask(self, question):
        if self.left < 10:
            return None
        answer = await llm.ainvoke(question)
        self.left -= 10
        return answer


class Mended(Budget):
    async def ask(self, question):
        if self.left < 10:
            return None
        self.left -= 10
        return await llm.ainvoke(question)


async def two_askers(stage, budget):
    stage.answers["Ask {n}"] = "ok"

    async def later():
        await asyncio.sleep(1.1)
        await budget.ask("Ask 2")

    await asyncio.gather(budget.ask("Ask 1"), later())
    assert budget.left == 0
    assert len(stage.calls) == 1


async def test_fault(stage):
    await two_askers(stage, Budget())


async def test_mended(stage):
    await two_askers(stage, Mended())
