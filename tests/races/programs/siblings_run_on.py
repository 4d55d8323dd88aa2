"""One of several fails, the answer is an error, and the others run on and write."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
TOPICS = ("weather", "news", "sport")


async def with_gather(draft):
    async def write(topic):
        draft.append((await llm.ainvoke(f"Write on {topic}")).content)

    await asyncio.gather(*map(write, TOPICS))


async def with_group(draft):
    async def write(topic):
        draft.append((await llm.ainvoke(f"Write on {topic}")).content)

    async with asyncio.TaskGroup() as group:
        for topic in TOPICS:
            group.create_task(write(topic))


async def report(stage, write):
    stage.answers["Write on weather"] = {"text": "Rain.", "first_token": 0.3}
    stage.answers["Write on news"] = {"text": "None.", "first_token": 0.4}
    stage.answers["Write on sport"] = {"text": "-", "first_token": 0.9, "fails": 1, "status": 400}
    draft = []
    try:
        await write(draft)
    except (Exception, ExceptionGroup):
        draft.clear()
    await asyncio.sleep(3)
    assert draft == []


async def test_fault(stage):
    await report(stage, with_gather)


async def test_mended(stage):
    await report(stage, with_group)
