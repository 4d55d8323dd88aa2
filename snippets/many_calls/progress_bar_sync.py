from langchain_ollama import ChatOllama
from rich.progress import BarColumn, MofNCompleteColumn, Progress

llm = ChatOllama(model="llama3")

animals = ["whale", "fox", "owl", "crab", "hen"]
with Progress(BarColumn(20), MofNCompleteColumn()) as progress:
    for animal in progress.track(animals):
        answer = llm.invoke(f"A story title: {animal}")
        progress.print(answer.text, markup=False)
