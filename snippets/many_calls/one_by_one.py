import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    start = time.perf_counter()
    for animal in ["whale", "fox", "owl"]:
        answer = await llm.ainvoke(f"A story title: {animal}")
        print(answer.text)
    print(f"{time.perf_counter() - start:.1f} s")


asyncio.run(main())
