import asyncio

from langchain_core.caches import InMemoryCache
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", cache=InMemoryCache())


async def main():
    await llm.ainvoke("Who wrote Emma?")  # fills the cache
    asks = [llm.ainvoke("Who wrote Dracula?") for _ in range(5)]
    for answer in await asyncio.gather(*asks):
        print(answer.text)


asyncio.run(main())
