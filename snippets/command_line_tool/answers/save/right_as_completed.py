import asyncio

import typer
from langchain_ollama import ChatOllama
from terminal import press_ctrl_c, type_in

app = typer.Typer()


async def praise_all(fruits):
    llm = ChatOllama(model="llama3")
    calls = [llm.ainvoke(f"Praise {fruit}.") for fruit in fruits]
    for answer in asyncio.as_completed(calls):
        print((await answer).text)


@app.command()
def praise(fruits: list[str]):
    asyncio.run(praise_all(fruits))


press_ctrl_c(after=1.5)
type_in(app, "praise pears plums 'the whole orchard'")
