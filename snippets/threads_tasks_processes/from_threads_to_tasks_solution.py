import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
rivers = ["Nile", "Rhine", "Congo", "Elbe", "Niger", "Tagus", "Po", "Main"]


async def ask(river):
    return (await llm.ainvoke(f"The source: {river}")).text


async def main():
    for answer in await asyncio.gather(*[ask(river) for river in rivers]):
        print(answer)


asyncio.run(main())
