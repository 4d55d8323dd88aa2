import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def book(animal):
    title, cover = await asyncio.gather(
        llm.ainvoke(f"A story title: {animal}"),
        llm.ainvoke(f"A cover picture: {animal}"),
    )
    return f"{title.text} ({cover.text})"


async def main():
    for animal in ["fox", "owl"]:
        print(await book(animal))


asyncio.run(main())
