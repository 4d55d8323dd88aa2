import asyncio
import time

from langchain_core.caches import InMemoryCache
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", cache=InMemoryCache())


async def main():
    for _ in range(3):
        start = time.perf_counter()
        answer = await llm.ainvoke("Who wrote Emma?")
        print(f"{answer.text} {time.perf_counter() - start:.1f} s")


asyncio.run(main())
