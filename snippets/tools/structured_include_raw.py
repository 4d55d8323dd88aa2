import asyncio

from langchain_ollama import ChatOllama
from pydantic import BaseModel


class Review(BaseModel):
    stars: int
    product: str


llm = ChatOllama(model="llama3")
llm = llm.with_structured_output(Review, include_raw=True)
TEXTS = ["Read: Lovely kettle!", "Read: The parcel came."]


async def main():
    reviews = await asyncio.gather(*[llm.ainvoke(t) for t in TEXTS])
    for review in reviews:
        if review["parsing_error"]:
            print("No review:", review["raw"].text)
        else:
            print("Review:", review["parsed"])


asyncio.run(main())
