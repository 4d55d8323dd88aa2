import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

prompt = ChatPromptTemplate.from_template("Write a motto for a {business}.")
chain = prompt | ChatOllama(model="llama3") | StrOutputParser()


async def main():
    businesses = ["bakery", "garage", "cinema"]
    mottos = [chain.ainvoke({"business": b}) for b in businesses]
    for motto in await asyncio.gather(*mottos):
        print(motto)


asyncio.run(main())
