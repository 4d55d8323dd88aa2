import asyncio

import typer
from langchain_ollama import ChatOllama
from terminal import press_ctrl_c, type_in

app = typer.Typer()


async def praise_one(llm, fruit):
    answer = await llm.ainvoke(f"Praise {fruit}.")
    print(answer.text)


async def praise_all(fruits):
    llm = ChatOllama(model="llama3")
    await asyncio.gather(*(praise_one(llm, fruit) for fruit in fruits))


@app.command()
def praise(fruits: list[str]):
    asyncio.run(praise_all(fruits))


press_ctrl_c(after=1.5)
type_in(app, "praise pears plums 'the whole orchard'")
