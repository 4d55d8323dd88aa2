import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["crab", "fox", "owl"]
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(llm.ainvoke(f"A story title: {a}"))
            for a in animals
        ]
    answers = [task.result() for task in tasks]
    for animal, answer in zip(animals, answers):
        print(f"{animal}: {answer.text}")


asyncio.run(main())
