import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
places = asyncio.Semaphore(2)


async def save(text):
    print("saved:", text)


async def handle(number):
    async with places:
        answer = await llm.ainvoke(f"Sum up review {number}")
        await save(answer.text)


async def main():
    await asyncio.gather(*[handle(n) for n in range(1, 7)])


asyncio.run(main())
