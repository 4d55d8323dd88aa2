import asyncio

import httpx2
from langchain_openai import ChatOpenAI
from openai import APITimeoutError


async def ask(llm, number):
    try:
        answer = await llm.ainvoke(f"Translate chapter {number}")
        print(answer.text)
    except APITimeoutError as error:
        reason = error.__cause__.__cause__
        print(f"Chapter {number}: {error} {type(reason).__name__}")


async def main():
    narrow = httpx2.Limits(max_connections=2)
    async with httpx2.AsyncClient(limits=narrow) as client:
        llm = ChatOpenAI(
            model="gpt-4o-mini",
            http_async_client=client,
            timeout=1.5,
            max_retries=0,
        )
        await asyncio.gather(*[ask(llm, n) for n in range(1, 5)])


asyncio.run(main())
