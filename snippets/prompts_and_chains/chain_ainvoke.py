import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

prompt = ChatPromptTemplate.from_template("Write a motto for a {business}.")
llm = ChatOllama(model="llama3")
chain = prompt | llm | StrOutputParser()


async def main():
    motto = await chain.ainvoke({"business": "bakery"})
    print(motto)


asyncio.run(main())
