import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
rivers = ["Nile", "Rhine", "Congo", "Elbe", "Niger", "Tagus", "Po", "Main"]


async def main():
    for answer in await llm.abatch([f"The source: {r}" for r in rivers]):
        print(answer.text)


asyncio.run(main())
