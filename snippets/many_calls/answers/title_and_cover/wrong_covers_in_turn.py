import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def book(animal):
    title = await llm.ainvoke(f"A story title: {animal}")
    cover = await llm.ainvoke(f"A cover picture: {animal}")
    return f"{title.text} ({cover.text})"


async def main():
    for line in await asyncio.gather(book("fox"), book("owl")):
        print(line)


asyncio.run(main())
