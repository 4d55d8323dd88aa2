import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_ollama import ChatOllama


def ups(texts):
    for text in texts:
        yield text.upper()


chain = ChatOllama(model="llama3") | StrOutputParser() | ups


async def main():
    print(await chain.ainvoke("Write a motto for a bakery."))


asyncio.run(main())
