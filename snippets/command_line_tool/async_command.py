import typer
from langchain_ollama import ChatOllama

app = typer.Typer()


@app.command()
async def praise(fruit: str):
    llm = ChatOllama(model="llama3")
    print((await llm.ainvoke(f"Praise {fruit}.")).text)
