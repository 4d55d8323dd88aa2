import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    answer = await llm.ainvoke(question)
    print(answer.text)


asyncio.run(ask("What is the capital of Japan?"))
asyncio.run(ask("Name a planet with rings."))
