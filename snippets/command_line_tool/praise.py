import asyncio

import typer
from langchain_ollama import ChatOllama

app = typer.Typer()


@app.command()
def one(fruit: str):
    llm = ChatOllama(model="llama3")
    for chunk in llm.stream(f"Praise {fruit}."):
        print(chunk.text, end="", flush=True)
    print()


@app.command()
def many(fruits: list[str]):
    asyncio.run(praise_all(fruits))


async def praise_all(fruits):
    llm = ChatOllama(model="llama3")
    async with asyncio.TaskGroup() as calls:
        for fruit in fruits:
            calls.create_task(praise(llm, fruit))


async def praise(llm, fruit):
    answer = await llm.ainvoke(f"Praise {fruit}.")
    print(answer.text)
