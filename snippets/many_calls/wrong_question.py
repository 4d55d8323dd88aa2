import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["fox", "whale", "owl"]
    calls = [llm.ainvoke(f"A story title: {a}") for a in animals]
    tasks = [asyncio.create_task(call) for call in calls]
    for animal, earliest in zip(animals, asyncio.as_completed(tasks)):
        answer = await earliest
        print(f"{animal}: {answer.text}")


asyncio.run(main())
