import asyncio

from langchain_core.exceptions import OutputParserException
from langchain_ollama import ChatOllama
from pydantic import BaseModel


class Review(BaseModel):
    stars: int
    product: str


llm = ChatOllama(model="llama3")
llm = llm.with_structured_output(Review)
TEXTS = ["Read: Lovely kettle!", "Read: The parcel came."]


async def main():
    try:
        reviews = await asyncio.gather(*[llm.ainvoke(t) for t in TEXTS])
        for review in reviews:
            print("Review:", review)
    except OutputParserException as error:
        print(str(error).splitlines()[0])


asyncio.run(main())
