import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
start = time.perf_counter()


async def main():
    try:
        async with asyncio.timeout(0.5):
            await llm.ainvoke("Name a fruit.")
    except TimeoutError:
        print(f"given up after {time.perf_counter() - start:.1f} s")


asyncio.run(main())
print(f"the program ends after {time.perf_counter() - start:.1f} s")
