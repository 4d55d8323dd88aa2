import asyncio

from langchain_core.caches import InMemoryCache
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", cache=InMemoryCache())


async def ask(lock):
    async with lock:
        return await llm.ainvoke("Who wrote Dracula?")


async def main():
    lock = asyncio.Lock()
    asks = [ask(lock) for _ in range(5)]
    for answer in await asyncio.gather(*asks):
        print(answer.text)


asyncio.run(main())
