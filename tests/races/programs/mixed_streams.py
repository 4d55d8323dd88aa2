"""Two streams write to one page, token by token."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Page:
    def __init__(self):
        self.text = ""

    async def write(self, topic):
        async for chunk in llm.astream(f"Write on {topic}"):
            self.text += chunk.content


class Mended(Page):
    def __init__(self):
        super().__init__()
        self.lock = asyncio.Lock()

    async def write(self, topic):
        async with self.lock:
            await super().write(topic)


async def two_paragraphs(stage, page):
    stage.answers["Write on rain"] = "rain rain rain "
    stage.answers["Write on snow"] = "snow snow snow "

    async def later():
        await asyncio.sleep(0.9)
        await page.write("snow")

    await asyncio.gather(page.write("rain"), later())
    assert page.text in ("rain rain rain snow snow snow ", "snow snow snow rain rain rain ")


async def test_fault(stage):
    await two_paragraphs(stage, Page())


async def test_mended(stage):
    await two_paragraphs(stage, Mended())
