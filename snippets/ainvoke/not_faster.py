import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
question = "What is the capital of Japan?"


async def main():
    start = time.perf_counter()
    llm.invoke(question)
    print(f"invoke():  {time.perf_counter() - start:.1f} s")

    start = time.perf_counter()
    await llm.ainvoke(question)
    print(f"ainvoke(): {time.perf_counter() - start:.1f} s")


asyncio.run(main())
