import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["crab", "fox", "owl"]
    calls = [llm.ainvoke(f"A story title: {a}") for a in animals]
    tasks = [asyncio.create_task(call) for call in calls]
    for earliest in tasks:
        answer = await earliest
        print(answer.text)


asyncio.run(main())
