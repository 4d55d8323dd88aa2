"""A blocking call hides in the path that is taken when something is slow."""

import asyncio

from langchain_core.tools import tool
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
small = ChatOllama(model="small")


@tool
async def blocking(text: str) -> str:
    """Explain."""
    try:
        return (await asyncio.wait_for(llm.ainvoke(f"Explain {text}"), 1)).content
    except TimeoutError:
        return small.invoke(f"Explain {text}").content


@tool
async def mended(text: str) -> str:
    """Explain."""
    try:
        return (await asyncio.wait_for(llm.ainvoke(f"Explain {text}"), 1)).content
    except TimeoutError:
        return (await small.ainvoke(f"Explain {text}")).content


async def explain(stage, tool):
    stage.answers["Explain {text}"] = "It is so."
    assert await tool.ainvoke("rain") == "It is so."
    assert not stage.recording.blocked


async def test_fault(stage):
    await explain(stage, blocking)


async def test_mended(stage):
    await explain(stage, mended)
