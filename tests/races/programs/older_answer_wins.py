"""Search as you type: the answer to an older question replaces the newer one's."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Box:
    shown = ""
    newest = 0

    async def typed(self, text):
        self.shown = (await llm.ainvoke(f"Find {text}")).content


class Mended(Box):
    async def typed(self, text):
        self.newest = mine = self.newest + 1
        found = (await llm.ainvoke(f"Find {text}")).content
        if mine == self.newest:
            self.shown = found


async def typing(stage, box):
    stage.answers["Find {text}"] = "{text}"
    tasks = []
    for text in ("r", "ra", "rain"):
        tasks.append(asyncio.create_task(box.typed(text)))
        await asyncio.sleep(0.3)
    await asyncio.gather(*tasks)
    assert box.shown == "rain"


async def test_fault(stage):
    await typing(stage, Box())


async def test_mended(stage):
    await typing(stage, Mended())
