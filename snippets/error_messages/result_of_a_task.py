import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    call = llm.ainvoke("What is the capital of Japan?")
    task = asyncio.create_task(call)
    print(task.result().text)


asyncio.run(main())
