import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    llm.ainvoke("What is the capital of Japan?")
    print("Done")


asyncio.run(main())
