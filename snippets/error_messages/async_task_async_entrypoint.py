import asyncio

from langchain_ollama import ChatOllama
from langgraph.func import entrypoint, task

llm = ChatOllama(model="llama3")


@task
async def ask(question):
    return (await llm.ainvoke(question)).text


@entrypoint()
async def answer(question):
    return await ask(question)


print(asyncio.run(answer.ainvoke("What is the capital of Japan?")))
