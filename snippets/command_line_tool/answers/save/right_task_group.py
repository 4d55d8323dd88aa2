import asyncio

import typer
from langchain_ollama import ChatOllama
from terminal import press_ctrl_c, type_in

app = typer.Typer()


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


press_ctrl_c(after=1.5)
type_in(app, "praise pears plums 'the whole orchard'")
