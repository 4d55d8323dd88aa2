import asyncio

import httpx
from langchain_ollama import ChatOllama

one = {"limits": httpx.Limits(max_connections=1)}
llm = ChatOllama(model="llama3", async_client_kwargs=one)


async def main():
    poem = asyncio.create_task(llm.ainvoke("Write a slow poem."))
    await asyncio.sleep(2)
    poem.cancel()
    await asyncio.sleep(0)
    poem.cancel()
    await asyncio.wait([poem])
    print("cancelled:", poem.cancelled())
    try:
        async with asyncio.timeout(60):
            print((await llm.ainvoke("Name a fruit.")).text)
    except TimeoutError:
        print("No connection is free, after a minute.")


asyncio.run(main())
