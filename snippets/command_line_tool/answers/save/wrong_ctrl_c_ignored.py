import asyncio
import signal

import typer
from langchain_ollama import ChatOllama
from terminal import press_ctrl_c, type_in

app = typer.Typer()


async def praise_all(fruits):
    llm = ChatOllama(model="llama3")
    calls = [llm.ainvoke(f"Praise {fruit}.") for fruit in fruits]
    return await asyncio.gather(*calls)


@app.command()
def praise(fruits: list[str]):
    for answer in asyncio.run(praise_all(fruits)):
        print(answer.text)


signal.signal(signal.SIGINT, signal.SIG_IGN)
press_ctrl_c(after=1.5)
type_in(app, "praise pears plums 'the whole orchard'")
