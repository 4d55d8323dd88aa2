import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    answer = await llm.ainvoke(question)
    print(answer.text)


async def notebook():
    asyncio.run(ask("What is the capital of Japan?"))


asyncio.run(notebook())
