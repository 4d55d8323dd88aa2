import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    answer = llm.invoke("Name a planet with rings.")
    print(answer.text)


asyncio.run(main())
