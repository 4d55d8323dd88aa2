import asyncio

from langchain_core.rate_limiters import InMemoryRateLimiter
from langchain_openai import ChatOpenAI

limiter = InMemoryRateLimiter(requests_per_second=2, max_bucket_size=1)
llm = ChatOpenAI(
    model="gpt-5", api_key="any", rate_limiter=limiter, max_retries=0
)


async def test_stays_below_the_limit(stage):
    stage.answers["Question {n}"] = "yes"
    stage.speed(requests_per_minute=150)
    questions = [f"Question {n}" for n in range(6)]
    await asyncio.gather(*map(llm.ainvoke, questions))
    assert not stage.calls.failed
