"""Results are matched with their questions by the order in which they came."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def by_completion(texts):
    found = []

    async def one(text):
        found.append((await llm.ainvoke(f"Translate {text}")).content)

    await asyncio.gather(*(one(text) for text in texts))
    return dict(zip(texts, found, strict=True))


async def mended(texts):
    answers = await asyncio.gather(*(llm.ainvoke(f"Translate {text}") for text in texts))
    return dict(zip(texts, [a.content for a in answers], strict=True))


async def three(stage, translate):
    stage.answers["Translate {text}"] = "{text}-fr"
    found = await translate(["one", "two", "three"])
    assert all(found[text] == f"{text}-fr" for text in found)


async def test_fault(stage):
    await three(stage, by_completion)


async def test_mended(stage):
    await three(stage, mended)
