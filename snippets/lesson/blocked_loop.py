import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(prompt):
    return llm.invoke(prompt)


async def main():
    start = time.perf_counter()
    answers = await asyncio.gather(
        ask("Tell me a joke about elephants"),
        ask("Tell me a joke about monkeys"),
        ask("Tell me a joke about parrots"),
    )
    for answer in answers:
        print(answer.text)
    print(f"{time.perf_counter() - start:.1f} s")


asyncio.run(main())
