import typer
from langchain_ollama import ChatOllama
from terminal import press_ctrl_c, type_in

app = typer.Typer()


@app.command()
def praise(fruits: list[str]):
    llm = ChatOllama(model="llama3")
    questions = [f"Praise {fruit}." for fruit in fruits]
    for _, answer in llm.batch_as_completed(questions):
        print(answer.text)


press_ctrl_c(after=1.5)
type_in(app, "praise pears plums 'the whole orchard'")
