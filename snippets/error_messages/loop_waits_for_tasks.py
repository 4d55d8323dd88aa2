import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask():
    answer = await llm.ainvoke("What is the capital of Japan?")
    print(answer.text)


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(ask())
        await asyncio.sleep(0.1)


asyncio.run(main())
