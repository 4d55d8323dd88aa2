import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def show(animal):
    print((await llm.ainvoke(f"A story title: {animal}")).text)


async def main():
    animals = ["crab", "fox", "owl"]
    await asyncio.gather(*[show(animal) for animal in animals])


asyncio.run(main())
