import asyncio
import functools

import typer
from langchain_ollama import ChatOllama

app = typer.Typer()


def in_a_loop(command):
    @functools.wraps(command)
    def run(*arguments, **options):
        return asyncio.run(command(*arguments, **options))

    return run


@app.command()
@in_a_loop
async def praise(fruit: str):
    llm = ChatOllama(model="llama3")
    print((await llm.ainvoke(f"Praise {fruit}.")).text)
