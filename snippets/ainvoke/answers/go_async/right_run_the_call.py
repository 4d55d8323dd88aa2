import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    return await llm.ainvoke("Name a planet with rings.")


print(asyncio.run(main()).text)
