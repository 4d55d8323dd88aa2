import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
drawer = {}


async def fetch(question):
    answer = await llm.ainvoke(question)
    drawer[question] = answer.text


async def main():
    task = asyncio.create_task(fetch("Write a slow poem."))
    try:
        async with asyncio.timeout(3):
            await asyncio.shield(task)
    except TimeoutError:
        print("Your poem will be in the drawer.")
    await task
    print(drawer)


asyncio.run(main())
