import asyncio
import time

from langchain_core.output_parsers import StrOutputParser
from langchain_ollama import ChatOllama


async def tidy(text):
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, time.sleep, 0.4)
    return text.removesuffix(".")


chain = ChatOllama(model="llama3") | StrOutputParser() | tidy


async def main():
    questions = [
        "Write a motto for a bakery.",
        "Write a motto for a garage.",
        "Write a motto for a cinema.",
    ]
    for motto in await asyncio.gather(*map(chain.ainvoke, questions)):
        print(motto)


asyncio.run(main())
