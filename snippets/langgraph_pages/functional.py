import asyncio

from langchain_ollama import ChatOllama
from langgraph.func import entrypoint, task

llm = ChatOllama(model="llama3")


@task
async def praise(fruit):
    return (await llm.ainvoke(f"Recommend {fruit}.")).text


@entrypoint()
async def praise_all(fruits):
    return await asyncio.gather(*(praise(fruit) for fruit in fruits))


async def main():
    print(*await praise_all.ainvoke(["apples", "pears"]), sep="\n")


asyncio.run(main())
