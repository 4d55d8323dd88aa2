import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

prompt = ChatPromptTemplate.from_template("Write a motto for a {business}.")
chain = prompt | ChatOllama(model="llama3") | StrOutputParser()


async def main():
    for business in ["bakery", "garage", "cinema"]:
        print(await chain.ainvoke({"business": business}))


asyncio.run(main())
