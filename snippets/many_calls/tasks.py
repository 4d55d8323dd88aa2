import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["whale", "fox", "owl"]
    calls = [llm.ainvoke(f"A story title: {a}") for a in animals]
    tasks = [asyncio.create_task(call) for call in calls]
    for task in tasks:
        answer = await task
        print(answer.text)


asyncio.run(main())
