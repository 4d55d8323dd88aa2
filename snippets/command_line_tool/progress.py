import asyncio

import typer
from langchain_ollama import ChatOllama

app = typer.Typer()


async def praise_all(fruits):
    llm = ChatOllama(model="llama3")
    calls = [llm.ainvoke(f"Praise {fruit}.") for fruit in fruits]
    answers = asyncio.as_completed(calls)
    with typer.progressbar(answers, len(calls), label="Praising") as bar:
        return [(await answer).text for answer in bar]


@app.command()
def many(fruits: list[str]):
    for text in asyncio.run(praise_all(fruits)):
        print(text)
