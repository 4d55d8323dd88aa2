import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def answer(question):
    return await llm.ainvoke(question)


async def endpoint():
    return (await answer("What is the capital of Japan?")).text


print(asyncio.run(endpoint()))
