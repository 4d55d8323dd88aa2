import asyncio

from langchain_core.rate_limiters import InMemoryRateLimiter
from langchain_ollama import ChatOllama

two_a_second = InMemoryRateLimiter(requests_per_second=2)
llm = ChatOllama(model="llama3", rate_limiter=two_a_second)
places = asyncio.Semaphore(4)


async def ask(question):
    async with places:
        return await llm.ainvoke(question)


async def main():
    questions = [f"Translate chapter {n}" for n in range(1, 8)]
    answers = await asyncio.gather(*[ask(q) for q in questions])
    print(answers[-1].text)


asyncio.run(main())
