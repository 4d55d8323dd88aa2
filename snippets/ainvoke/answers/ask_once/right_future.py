import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def show(call):
    answer = await call
    print(answer.text)


async def count(call):
    answer = await call
    print(len(answer.text.split()), "words")


async def main():
    call = asyncio.ensure_future(llm.ainvoke("Name a planet with rings."))
    await show(call)
    await count(call)


asyncio.run(main())
