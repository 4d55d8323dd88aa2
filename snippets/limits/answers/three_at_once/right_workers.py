import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(number):
    answer = await llm.ainvoke(f"Sum up novel {number}")
    print(answer.text)


async def main():
    numbers = iter(range(1, 8))

    async def worker():
        for number in numbers:
            await ask(number)

    await asyncio.gather(worker(), worker(), worker())


asyncio.run(main())
