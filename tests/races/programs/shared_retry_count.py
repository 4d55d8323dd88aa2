"""The attempts of a request are counted on the object that all requests share."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Asker:
    def __init__(self, attempts=3):
        self.attempts = attempts
        self.failed = 0

    async def ask(self, prompt):
        while True:
            try:
                answer = await llm.ainvoke(prompt)
                self.failed = 0
                return answer.content
            except Exception:
                self.failed += 1
                if self.failed == self.attempts:
                    raise
                await asyncio.sleep(self.failed)


class Mended(Asker):
    async def ask(self, prompt):
        failed = 0
        while True:
            try:
                return (await llm.ainvoke(prompt)).content
            except Exception:
                failed += 1
                if failed == self.attempts:
                    raise
                await asyncio.sleep(failed)


async def two_users(stage, asker):
    stage.answers["Weather in {town}"] = {"text": "Rain in {town}", "fails": 2, "status": 503}

    async def user(town, after):
        await asyncio.sleep(after)
        return await asker.ask(f"Weather in {town}")

    found = await asyncio.gather(user("Rome", 0), user("Oslo", 5))
    assert found == ["Rain in Rome", "Rain in Oslo"]


async def test_fault(stage):
    await two_users(stage, Asker())


async def test_mended(stage):
    await two_users(stage, Mended())
