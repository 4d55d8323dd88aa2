import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def view():
    answer = await llm.ainvoke("What is the capital of Japan?")
    print(answer.text)


asyncio.run(view())
