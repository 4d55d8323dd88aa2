import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    answer = await llm.ainvoke(question)
    print(answer.text)


with asyncio.Runner() as runner:
    runner.run(ask("What is the capital of Japan?"))
    print("Plain code, then back to the same loop")
    runner.run(ask("Name a planet with rings."))
