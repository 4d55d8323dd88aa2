"""What is in a cache is looked at, and taken out of it after another await: meanwhile the cleaner has come by."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Sessions:
    """What users have said, for ten seconds."""

    def __init__(self):
        self.kept = {}

    def begin(self, user, text):
        self.kept[user] = (asyncio.get_running_loop().time() + 10, text)

    async def sweep(self):
        while True:
            await asyncio.sleep(1)
            now = asyncio.get_running_loop().time()
            for user in [user for user, (until, _) in self.kept.items() if until <= now]:
                del self.kept[user]

    async def answer(self, user, question):
        if user not in self.kept:
            return "Who are you?"
        language = (await llm.ainvoke(f"Language of {question}")).content
        return f"{language}: {self.kept[user][1]}"


class Mended(Sessions):
    async def answer(self, user, question):
        if (kept := self.kept.get(user)) is None:
            return "Who are you?"
        language = (await llm.ainvoke(f"Language of {question}")).content
        return f"{language}: {kept[1]}"


async def a_visit(stage, sessions):
    stage.answers["Language of {question}"] = "English"
    sweeper = asyncio.create_task(sessions.sweep())
    sessions.begin("ann", "Good morning")
    await asyncio.sleep(8.5)
    assert await sessions.answer("ann", "How are you?") == "English: Good morning"
    sweeper.cancel()


async def test_fault(stage):
    await a_visit(stage, Sessions())


async def test_mended(stage):
    await a_visit(stage, Mended())
