import typer
from langchain_ollama import ChatOllama

app = typer.Typer()


@app.command()
def many(fruits: list[str]):
    llm = ChatOllama(model="llama3")
    questions = [f"Praise {fruit}." for fruit in fruits]
    for _, answer in llm.batch_as_completed(questions):
        print(answer.text)
