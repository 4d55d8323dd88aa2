import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    answer = await llm.ainvoke(question)
    print(answer.text)


async def main():
    await ask("What is the capital of Japan?")
    await ask("Name a planet with rings.")


asyncio.run(main())
