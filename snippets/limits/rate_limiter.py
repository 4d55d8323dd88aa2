import asyncio

from langchain_core.rate_limiters import InMemoryRateLimiter
from langchain_ollama import ChatOllama

two_a_second = InMemoryRateLimiter(
    requests_per_second=2, check_every_n_seconds=0.1, max_bucket_size=1
)
llm = ChatOllama(model="llama3", rate_limiter=two_a_second)


async def main():
    questions = [f"Sum up review {n}" for n in range(1, 8)]
    answers = await asyncio.gather(*[llm.ainvoke(q) for q in questions])
    print(answers[-1].text)


asyncio.run(main())
