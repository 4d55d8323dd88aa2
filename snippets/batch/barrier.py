import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
name = ChatPromptTemplate.from_template("Invent a name for {thing}.")
slogan = ChatPromptTemplate.from_template("Write a slogan for {name}.")
text = StrOutputParser()
chain = name | llm | text | slogan | llm | text


async def main():
    things = ["a bakery", "a ferry", "a band"]
    slogans = await chain.abatch(things)
    for thing, slogan in zip(things, slogans):
        print(f"{thing}: {slogan}")


asyncio.run(main())
