import asyncio

import anyio
import httpx
from langchain_ollama import ChatOllama

one = {"limits": httpx.Limits(max_connections=1)}
llm = ChatOllama(model="llama3", async_client_kwargs=one)


async def ask(question):
    task = asyncio.create_task(llm.ainvoke(question))
    try:
        return await asyncio.shield(task)
    finally:
        task.cancel()


async def main():
    with anyio.move_on_after(2):
        print((await ask("Write a slow poem.")).text)
    try:
        async with asyncio.timeout(60):
            print((await llm.ainvoke("Name a fruit.")).text)
    except TimeoutError:
        print("No connection is free, after a minute.")


asyncio.run(main())
