import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
places = asyncio.Semaphore(2)


async def ask(question):
    async with places:
        return await llm.ainvoke(question)


async def report(book):
    async with places:
        return await asyncio.gather(
            ask(f"Sum up {book}"), ask(f"Praise {book}")
        )


async def main():
    try:
        async with asyncio.timeout(60):
            await asyncio.gather(report("Emma"), report("Dracula"))
    except TimeoutError:
        print("Nobody has asked anything for a minute.")


asyncio.run(main())
