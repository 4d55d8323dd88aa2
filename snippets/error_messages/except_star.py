import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def price(city):
    raise KeyError(city)


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(llm.ainvoke("What is the capital of Japan?"))
            group.create_task(price("Tokyo"))
    except* KeyError as failed:
        print("No price for", failed.exceptions[0])


asyncio.run(main())
