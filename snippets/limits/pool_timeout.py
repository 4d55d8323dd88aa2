import asyncio

import httpx
from langchain_ollama import ChatOllama

narrow = httpx.Limits(max_connections=2)
llm = ChatOllama(
    model="llama3", async_client_kwargs={"limits": narrow, "timeout": 1.5}
)


async def ask(number):
    try:
        answer = await llm.ainvoke(f"Translate chapter {number}")
        print(answer.text)
    except httpx.TimeoutException as error:
        print(f"Chapter {number}: {error!r}")


async def main():
    await asyncio.gather(*[ask(n) for n in range(1, 5)])


asyncio.run(main())
