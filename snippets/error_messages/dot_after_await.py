import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    print((await llm.ainvoke("What is the capital of Japan?")).text)


asyncio.run(main())
