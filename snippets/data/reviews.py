import asyncio
import time

from langchain_core.caches import InMemoryCache
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama
from pydantic import BaseModel


class Summary(BaseModel):
    stars: int
    problem: str


llm = ChatOllama(model="llama3", cache=InMemoryCache())
prompt = ChatPromptTemplate.from_template("Summarise: {review}")
summary = prompt | llm.with_structured_output(Summary)


async def read(reviews):
    start = time.perf_counter()
    limit = {"max_concurrency": 2}
    found = await summary.abatch(reviews, limit, return_exceptions=True)
    good = [item for item in found if isinstance(item, Summary)]
    stars = sum(item.stars for item in good) / len(good)
    print(f"{stars:.1f} stars, {time.perf_counter() - start:.1f} s")


async def main():
    reviews = ["Boils fast. The lid is loose.", "Lovely colour, but it leaks."]
    await read(reviews)
    await read([*reviews, "Our third one. Never failed us."])


asyncio.run(main())
