import asyncio
import time

from langchain_core.caches import InMemoryCache
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", cache=InMemoryCache())


async def main():
    await llm.ainvoke("Who wrote Emma?")
    start = time.perf_counter()
    async for chunk in llm.astream("Who wrote Emma?"):
        print(chunk.text, end="", flush=True)
    print(f"\n{time.perf_counter() - start:.1f} s")


asyncio.run(main())
