"""A cancelled turn leaves a question without its answer in the conversation."""

import asyncio

from langchain_core.messages import AIMessage, HumanMessage
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Chat:
    def __init__(self):
        self.history = []

    async def say(self, text):
        self.history.append(HumanMessage(text))
        self.history.append(await llm.ainvoke(self.history))


class Mended(Chat):
    async def say(self, text):
        question = HumanMessage(text)
        answer = await llm.ainvoke([*self.history, question])
        self.history += [question, answer]


async def talk(stage, chat):
    stage.answers["Hello"] = "Hello."
    stage.answers["And you?"] = "Well."
    for text in ("Hello", "And you?"):
        try:
            async with asyncio.timeout(1.2):
                await chat.say(text)
        except TimeoutError:
            pass
    kinds = [type(m) for m in chat.history]
    assert kinds == [HumanMessage, AIMessage] * (len(kinds) // 2)


async def test_fault(stage):
    await talk(stage, Chat())


async def test_mended(stage):
    await talk(stage, Mended())
