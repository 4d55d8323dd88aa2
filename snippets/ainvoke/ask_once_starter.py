import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def show():
    answer = await llm.ainvoke("Name a planet with rings.")
    print(answer.text)


async def count():
    answer = await llm.ainvoke("Name a planet with rings.")
    print(len(answer.text.split()), "words")


async def main():
    await show()
    await count()


asyncio.run(main())
