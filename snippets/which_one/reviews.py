import asyncio

from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama
from pydantic import BaseModel

REVIEWS = [
    "Boils fast. The lid is loose.",
    "Lovely colour, but it leaks.",
    "Our third one. Never failed us.",
    "%%%%%",
]


class Summary(BaseModel):
    stars: int
    problem: str


llm = ChatOllama(model="llama3")
prompt = ChatPromptTemplate.from_template
summary = prompt("Summarise: {review}") | llm.with_structured_output(Summary)
report = prompt("Advise the maker: {problems}") | llm


async def main():
    limit = {"max_concurrency": 2}
    found = await summary.abatch(REVIEWS, limit, return_exceptions=True)
    good = [item for item in found if isinstance(item, Summary)]
    stars = sum(item.stars for item in good) / len(good)
    print(f"{len(good)} of {len(found)} reviews read, {stars:.1f} stars")
    problems = "; ".join(item.problem for item in good if item.problem)
    async for chunk in report.astream({"problems": problems}):
        print(chunk.text, end="", flush=True)
    print()


asyncio.run(main())
