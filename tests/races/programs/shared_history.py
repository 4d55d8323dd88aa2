"""One history for two users."""

import asyncio

from langchain_core.messages import HumanMessage
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Bot:
    def __init__(self):
        self.histories = {}

    def history(self, user):
        return self.histories.setdefault("all", [])

    async def talk(self, user):
        history = self.history(user)
        del history[:]
        for n in (1, 2):
            history.append(HumanMessage(f"{user} says {n}"))
            history.append(await llm.ainvoke(history))
        return [m.content for m in history]


class Mended(Bot):
    def history(self, user):
        return self.histories.setdefault(user, [])


async def two_users(stage, bot):
    stage.answers["{user} says {n}"] = "yes {user}"

    async def later():
        await asyncio.sleep(1.6)
        return await bot.talk("bob")

    ann, bob = await asyncio.gather(bot.talk("ann"), later())
    assert ann == ["ann says 1", "yes ann", "ann says 2", "yes ann"]
    assert bob == ["bob says 1", "yes bob", "bob says 2", "yes bob"]


async def test_fault(stage):
    await two_users(stage, Bot())


async def test_mended(stage):
    await two_users(stage, Mended())
