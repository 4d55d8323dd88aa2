import asyncio

from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-4o")
places = asyncio.Semaphore(2)


async def ask(question):
    async with places:
        return await llm.ainvoke(question)


async def main():
    questions = [f"Sum up review {n}" for n in range(1, 9)]
    results = await asyncio.gather(*[ask(q) for q in questions])
    print(len(results), "answers")


asyncio.run(main())
