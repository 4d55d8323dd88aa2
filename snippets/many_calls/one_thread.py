import asyncio
import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(animal):
    await llm.ainvoke(f"A story title: {animal}")
    task = asyncio.current_task().get_name()
    print(animal, task, threading.current_thread().name)


async def main():
    async with asyncio.TaskGroup() as group:
        for animal in ["whale", "fox", "owl"]:
            group.create_task(ask(animal), name=f"task-{animal}")


asyncio.run(main())
