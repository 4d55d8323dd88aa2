import asyncio

from langchain_core.rate_limiters import InMemoryRateLimiter
from langchain_ollama import ChatOllama

limiter = InMemoryRateLimiter(requests_per_second=1)


def model():
    return ChatOllama(model="llama3", rate_limiter=limiter)


async def main():
    question = "What is the capital of Japan?"
    calls = [model().ainvoke(question) for _ in range(3)]
    print(len(await asyncio.gather(*calls)), "answers")


asyncio.run(main())
