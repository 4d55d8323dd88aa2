import asyncio
import time

from langchain_core.caches import InMemoryCache
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", cache=InMemoryCache())
question = "Who wrote Emma?"


async def main():
    start = time.perf_counter()
    async for chunk in llm.astream(question):
        print(chunk.text, end="", flush=True)
    print(f" astream(): {time.perf_counter() - start:.1f} s")


llm.invoke(question)
start = time.perf_counter()
for chunk in llm.stream(question):
    print(chunk.text, end="", flush=True)
print(f" stream(): {time.perf_counter() - start:.1f} s")
asyncio.run(main())
