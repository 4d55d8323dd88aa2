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
prompt = ChatPromptTemplate.from_template("Summarise: {review}")
summary = prompt | llm.with_structured_output(Summary)


async def main():
    limit = {"max_concurrency": 2}
    found = await summary.abatch(REVIEWS, limit, return_exceptions=True)
    good = [item for item in found if isinstance(item, Summary)]
    print(f"{sum(item.stars for item in good) / len(good):.1f} stars")
    print("problems:", [item.problem for item in good if item.problem])


asyncio.run(main())
