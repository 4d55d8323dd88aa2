import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
rivers = ["Nile", "Rhine", "Congo", "Elbe", "Niger", "Tagus", "Po", "Main"]


async def main():
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(llm.ainvoke(f"The source: {r}")) for r in rivers
        ]
    for task in tasks:
        print(task.result().text)


asyncio.run(main())
