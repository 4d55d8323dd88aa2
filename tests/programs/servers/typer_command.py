import asyncio

import typer
from langchain_ollama import ChatOllama
from own_server import clock
from typer.testing import CliRunner

app = typer.Typer()


@app.command()
def ask(question: str) -> None:
    typer.echo(ChatOllama(model="llama3").invoke(question).text)
    typer.echo(asyncio.run(ChatOllama(model="llama3").ainvoke(question)).text)


result = CliRunner().invoke(app, ["Name a fruit."])
clock(result.exit_code, repr(result.output))
clock(CliRunner().invoke(app, []).exit_code)
app(["Name a fruit."], standalone_mode=False)
clock("called")
