import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def book(animal):
    picture = asyncio.create_task(llm.ainvoke(f"A cover picture: {animal}"))
    title = await llm.ainvoke(f"A story title: {animal}")
    cover = await picture
    return f"{title.text} ({cover.text})"


async def main():
    for line in await asyncio.gather(book("fox"), book("owl")):
        print(line)


asyncio.run(main())
