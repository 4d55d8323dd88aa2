import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = [f"Name cloud fact {n}." for n in range(1, 10)]


async def main():
    limit = asyncio.Semaphore(3)

    async def ask(question):
        async with limit:
            return await llm.ainvoke(question)

    answers = await asyncio.gather(*map(ask, questions))
    print(len(answers), "facts")


asyncio.run(main())
