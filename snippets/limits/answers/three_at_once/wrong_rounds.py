import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(number):
    answer = await llm.ainvoke(f"Sum up novel {number}")
    print(answer.text)


async def main():
    for first in (1, 4, 7):
        numbers = range(first, min(first + 3, 8))
        await asyncio.gather(*[ask(n) for n in numbers])


asyncio.run(main())
