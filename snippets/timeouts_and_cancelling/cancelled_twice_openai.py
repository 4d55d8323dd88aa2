import asyncio

import httpx2
from langchain_openai import ChatOpenAI


async def main():
    one = httpx2.Limits(max_connections=1)
    async with httpx2.AsyncClient(limits=one) as client:
        llm = ChatOpenAI(model="gpt-4o-mini", http_async_client=client)
        poem = asyncio.create_task(llm.ainvoke("Write a slow poem."))
        await asyncio.sleep(2)
        poem.cancel()
        await asyncio.sleep(0)
        poem.cancel()
        await asyncio.wait([poem])
        print("cancelled:", poem.cancelled())
        print((await llm.ainvoke("Name a fruit.")).text)


asyncio.run(main())
