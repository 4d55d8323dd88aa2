import asyncio

import httpx2
from langchain_openai import ChatOpenAI


async def ask(question):
    async with httpx2.AsyncClient() as client:
        llm = ChatOpenAI(model="gpt-4o-mini", http_async_client=client)
        answer = await llm.ainvoke(question)
    print(answer.text)


asyncio.run(ask("What is the capital of Japan?"))
asyncio.run(ask("Name a planet with rings."))
