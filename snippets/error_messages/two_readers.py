import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def read(stream):
    return (await anext(stream)).text


async def main():
    stream = llm.astream("What is the capital of Japan?")
    print(await asyncio.gather(read(stream), read(stream)))


asyncio.run(main())
