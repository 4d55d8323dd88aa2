import asyncio
import functools

import typer
from langchain_ollama import ChatOllama
from terminal import type_in

app = typer.Typer()


def in_a_loop(command):
    @functools.wraps(command)
    def run(*arguments, **options):
        return asyncio.run(command(*arguments, **options))

    return run


@app.command()
@in_a_loop
async def praise(fruits: list[str]):
    llm = ChatOllama(model="llama3")
    calls = [llm.ainvoke(f"Praise {fruit}.") for fruit in fruits]
    for answer in await asyncio.gather(*calls):
        print(answer.text)


type_in(app, "praise pears plums figs")
