import asyncio

from langchain_ollama import ChatOllama
from ollama import ResponseError

llm = ChatOllama(model="llama3")


async def number(question):
    answer = await llm.ainvoke(question)
    return int(answer.text)


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(number("How many headlines a day?"))
            group.create_task(number("How many in words?"))
    except* ResponseError as failed:
        print("the server:", *failed.exceptions)
    except* ValueError as failed:
        print("the answer:", *failed.exceptions)


asyncio.run(main())
