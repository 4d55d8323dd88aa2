import asyncio

from langchain_core.rate_limiters import InMemoryRateLimiter
from langchain_openai import ChatOpenAI

# What the account allows: six a minute.
limiter = InMemoryRateLimiter(requests_per_second=6 / 60)


def model():
    return ChatOpenAI(model="gpt-4o", rate_limiter=limiter, max_retries=0)


async def main():
    question = "What is the capital of Japan?"
    calls = [model().ainvoke(question) for _ in range(8)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    refused = [r for r in results if isinstance(r, Exception)]
    print(len(results) - len(refused), "answers")
    if refused:
        print(f"{type(refused[0]).__name__}: {refused[0]}")


asyncio.run(main())
