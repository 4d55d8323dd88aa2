import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
books_at_once = asyncio.Semaphore(2)
calls_at_once = asyncio.Semaphore(3)


async def ask(question):
    async with calls_at_once:
        return await llm.ainvoke(question)


async def report(book):
    async with books_at_once:
        summary, praise = await asyncio.gather(
            ask(f"Sum up {book}"), ask(f"Praise {book}")
        )
        print(summary.text, praise.text)


async def main():
    await asyncio.gather(*map(report, ["Emma", "Dracula", "Ulysses"]))


asyncio.run(main())
