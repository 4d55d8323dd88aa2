import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    start = time.perf_counter()
    answers = await asyncio.gather(
        llm.ainvoke("A story title: whale"),
        llm.ainvoke("A story title: fox"),
        llm.ainvoke("A story title: owl"),
    )
    for answer in answers:
        print(answer.text)
    print(f"{time.perf_counter() - start:.1f} s")


asyncio.run(main())
