import asyncio

from langchain_openai import ChatOpenAI
from pydantic import BaseModel


class Review(BaseModel):
    stars: int
    product: str


llm = ChatOpenAI(model="gpt-4o-mini")
llm = llm.with_structured_output(Review, include_raw=True)
TEXTS = ["Read: Lovely kettle!", "Read: The parcel came."]


async def main():
    calls = [llm.ainvoke(text) for text in TEXTS]
    for review in await asyncio.gather(*calls, return_exceptions=True):
        if isinstance(review, Exception):
            print("No review:", type(review).__name__)
        else:
            print("Review:", review["parsed"])


asyncio.run(main())
