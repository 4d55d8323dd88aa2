import asyncio

from langchain_core.rate_limiters import InMemoryRateLimiter
from langchain_openai import ChatOpenAI

six_a_minute = InMemoryRateLimiter(
    requests_per_second=6 / 60, check_every_n_seconds=5
)
llm = ChatOpenAI(model="gpt-4o", rate_limiter=six_a_minute)


async def main():
    questions = [f"Sum up review {n}" for n in range(1, 9)]
    results = await asyncio.gather(*[llm.ainvoke(q) for q in questions])
    print(len(results), "answers")


asyncio.run(main())
