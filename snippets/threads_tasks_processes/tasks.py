import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    tasks = []
    for river in ("Nile", "Rhine", "Congo"):
        tasks.append(asyncio.create_task(llm.ainvoke(f"The source: {river}")))
    for task in tasks:
        print((await task).text)


asyncio.run(main())
