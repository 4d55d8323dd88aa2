import asyncio

from langchain_core.rate_limiters import InMemoryRateLimiter
from langchain_openai import ChatOpenAI

SIX_A_MINUTE = {"requests_per_second": 6 / 60, "check_every_n_seconds": 5}
limiter = InMemoryRateLimiter(**SIX_A_MINUTE)


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
