import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    start = time.perf_counter()
    answers = [
        await llm.ainvoke("Tell me a joke about elephants"),
        await llm.ainvoke("Tell me a joke about monkeys"),
        await llm.ainvoke("Tell me a joke about parrots"),
    ]
    for answer in answers:
        print(answer.text)
    print(f"{time.perf_counter() - start:.1f} s")


asyncio.run(main())
