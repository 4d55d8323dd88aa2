import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def show(answer):
    print(answer.text)


async def main():
    await show(await llm.ainvoke("What is the capital of Japan?"))


asyncio.run(main())
