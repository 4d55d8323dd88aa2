import asyncio

from langchain_ollama import ChatOllama
from pydantic import BaseModel


class Review(BaseModel):
    stars: int
    product: str


llm = ChatOllama(model="llama3").with_structured_output(Review)
TEXTS = ["Read: Lovely kettle!", "Read: My new lamp broke."]


async def main():
    reviews = await asyncio.gather(*[llm.ainvoke(t) for t in TEXTS])
    for review in reviews:
        print(f"{review.product}: {review.stars} of 5")


asyncio.run(main())
