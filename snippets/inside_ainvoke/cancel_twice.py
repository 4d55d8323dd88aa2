import asyncio

import httpx
from langchain_ollama import ChatOllama

one = {"limits": httpx.Limits(max_connections=1)}
llm = ChatOllama(model="llama3", async_client_kwargs=one)


async def main():
    call = asyncio.create_task(llm.ainvoke("Name a fruit."))
    await asyncio.sleep(0.3)
    call.cancel()
    await asyncio.sleep(0)
    call.cancel()  # a second time, before the first is through
    try:
        async with asyncio.timeout(5):
            await llm.ainvoke("Name a fruit.")
    except TimeoutError:
        print("The only connection is still taken.")


asyncio.run(main())
