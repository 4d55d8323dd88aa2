import asyncio

import typer
from langchain_ollama import ChatOllama
from terminal import type_in

app = typer.Typer()


async def praise_all(fruits: list[str]):
    llm = ChatOllama(model="llama3")
    calls = [llm.ainvoke(f"Praise {fruit}.") for fruit in fruits]
    for answer in await asyncio.gather(*calls):
        print(answer.text)


@app.command()
def praise(fruits: list[str]):
    praise_all(fruits)


type_in(app, "praise pears plums figs")
