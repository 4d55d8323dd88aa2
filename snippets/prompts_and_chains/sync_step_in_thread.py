import asyncio
import time

from langchain_core.output_parsers import StrOutputParser
from langchain_ollama import ChatOllama


def look_up(business):
    time.sleep(0.5)  # a database, a file, an old library
    return f"Write a motto for a {business}."


chain = look_up | ChatOllama(model="llama3") | StrOutputParser()


async def main():
    businesses = ["bakery", "garage", "cinema"]
    mottos = [chain.ainvoke(business) for business in businesses]
    for motto in await asyncio.gather(*mottos):
        print(motto)


asyncio.run(main())
