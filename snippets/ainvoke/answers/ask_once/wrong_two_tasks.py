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
    question = "Name a planet with rings."
    await asyncio.gather(
        show(llm.ainvoke(question)), count(llm.ainvoke(question))
    )


asyncio.run(main())
