import asyncio

from langchain_openai import ChatOpenAI
from openai import RateLimitError

llm = ChatOpenAI(model="gpt-4o", max_retries=0)
places = asyncio.Semaphore(2)


async def ask(question):
    async with places:
        return await llm.ainvoke(question)


async def main():
    questions = [f"Sum up review {n}" for n in range(1, 9)]
    results = await asyncio.gather(
        *[ask(q) for q in questions], return_exceptions=True
    )
    refused = [r for r in results if isinstance(r, RateLimitError)]
    print(len(results) - len(refused), "answers,", len(refused), "refused")
    print(refused[0])


asyncio.run(main())
