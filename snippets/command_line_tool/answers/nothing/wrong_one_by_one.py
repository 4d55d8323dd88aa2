import typer
from langchain_ollama import ChatOllama
from terminal import type_in

app = typer.Typer()


@app.command()
def praise(fruits: list[str]):
    llm = ChatOllama(model="llama3")
    for fruit in fruits:
        print(llm.invoke(f"Praise {fruit}.").text)


type_in(app, "praise pears plums figs")
