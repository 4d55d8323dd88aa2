import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
places = asyncio.Semaphore(3)


async def ask(number):
    async with places:
        answer = await llm.ainvoke(f"Sum up novel {number}")
    print(answer.text)


async def main():
    await asyncio.gather(*[ask(n) for n in range(1, 8)])


asyncio.run(main())
