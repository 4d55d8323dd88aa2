import asyncio
import time

import httpx2
from langchain_openai import ChatOpenAI


async def ask_all(width):
    limits = httpx2.Limits(max_connections=width)
    async with httpx2.AsyncClient(limits=limits) as client:
        llm = ChatOpenAI(model="gpt-4o-mini", http_async_client=client)
        questions = [f"Sum up review {n}" for n in range(1, 9)]
        await asyncio.gather(*[llm.ainvoke(q) for q in questions])


async def main():
    for width in [5, 8]:
        start = time.perf_counter()
        await ask_all(width)
        print(f"{width} places: {time.perf_counter() - start:.0f} s")


asyncio.run(main())
