import asyncio

from langchain_ollama import ChatOllama


async def ask(question):
    llm = ChatOllama(model="llama3")
    answer = await llm.ainvoke(question)
    print(answer.text)


asyncio.run(ask("What is the capital of Japan?"))
asyncio.run(ask("Name a planet with rings."))
