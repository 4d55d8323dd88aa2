import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask():
    answer = await llm.ainvoke("What is the capital of Japan?")
    print(answer.text)


with asyncio.Runner() as one, asyncio.Runner() as other:
    task = one.get_loop().create_task(ask())
    other.get_loop().run_until_complete(task)
