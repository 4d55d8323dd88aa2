import asyncio

from langchain_ollama import ChatOllama
from rich.progress import BarColumn, MofNCompleteColumn, Progress

llm = ChatOllama(model="llama3")


async def main():
    animals = ["whale", "fox", "owl", "crab", "hen"]
    calls = [llm.ainvoke(f"A story title: {a}") for a in animals]
    tasks = [asyncio.create_task(call) for call in calls]
    with Progress(BarColumn(20), MofNCompleteColumn()) as progress:
        bar = progress.add_task("Titles", total=len(tasks))
        for earliest in asyncio.as_completed(tasks):
            answer = await earliest
            progress.print(answer.text, markup=False)
            progress.advance(bar)


asyncio.run(main())
