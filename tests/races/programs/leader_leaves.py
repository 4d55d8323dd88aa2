"""Who asks the same is given the same call; when the one who began it gives up, the others get its cancellation."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Translations:
    def __init__(self):
        self.running = {}

    async def translate(self, word):
        if word not in self.running:
            task = asyncio.create_task(llm.ainvoke(f"Translate {word}"))
            task.add_done_callback(lambda _: self.running.pop(word))
            self.running[word] = task
        return (await self.wait_for(self.running[word])).content

    async def wait_for(self, task):
        return await task


class Mended(Translations):
    async def wait_for(self, task):
        return await asyncio.shield(task)


async def two_pages(stage, translations):
    stage.answers["Translate {word}"] = "{word} in French"

    async def impatient():
        try:
            async with asyncio.timeout(2.5):
                return await translations.translate("apple")
        except TimeoutError:
            return "Try again later."

    async def patient():
        await asyncio.sleep(0.5)
        return await translations.translate("apple")

    first, second = await asyncio.gather(impatient(), patient(), return_exceptions=True)
    assert first in ("apple in French", "Try again later.")
    assert second == "apple in French"


async def test_fault(stage):
    await two_pages(stage, Translations())


async def test_mended(stage):
    await two_pages(stage, Mended())
