import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(animal):
    answer = await llm.ainvoke(f"A story title: {animal}")
    return animal, answer


async def main():
    animals = ["fox", "whale", "owl"]
    tasks = [asyncio.create_task(ask(animal)) for animal in animals]
    for earliest in asyncio.as_completed(tasks):
        animal, answer = await earliest
        print(f"{animal}: {answer.text}")


asyncio.run(main())
