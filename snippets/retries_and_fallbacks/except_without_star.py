import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def number(question):
    answer = await llm.ainvoke(question)
    return int(answer.text)


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(number("How many headlines a day?"))
            group.create_task(number("How many in words?"))
    except ValueError as error:
        print("the answer:", error)


asyncio.run(main())
