import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3:4slots")


async def main():
    limit = asyncio.Semaphore(4)

    async def ask(letter):
        async with limit:
            return await llm.ainvoke(f"A word that begins with {letter}")

    answers = await asyncio.gather(*[ask(letter) for letter in "abcdefgh"])
    print(*[answer.text for answer in answers])


asyncio.run(main())
