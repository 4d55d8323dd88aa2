import asyncio

import httpx2
from langchain_openai import ChatOpenAI


async def describe(city):
    async with httpx2.AsyncClient() as client:
        llm = ChatOpenAI(model="gpt-4o-mini", http_async_client=client)
        answer = await llm.ainvoke(f"Describe {city}")
        return answer.text


for city in ["Rome", "Oslo", "Cairo"]:
    print(asyncio.run(describe(city)))
