"""A broad except swallows the cancellation, and the work goes on after Stop."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def steps(done):
    for n in range(3):
        try:
            await llm.ainvoke(f"Step {n}")
            done.append(n)
        except BaseException:
            done.append("failed")


async def mended(done):
    for n in range(3):
        try:
            await llm.ainvoke(f"Step {n}")
            done.append(n)
        except Exception:
            done.append("failed")


async def stopped(stage, steps):
    stage.answers["Step {n}"] = "ok"
    done = []
    task = asyncio.create_task(steps(done))
    await asyncio.sleep(1.9)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled() or done == [0, 1, 2]
    assert "failed" not in done


async def test_fault(stage):
    await stopped(stage, steps)


async def test_mended(stage):
    await stopped(stage, mended)
