import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    async with asyncio.TaskGroup() as group:
        cover = group.create_task(
            llm.ainvoke("A cover colour for rain poems.")
        )
        title = await llm.ainvoke("A title for a poem about rain.")
        poem = await llm.ainvoke(f"A poem called {title.text}")
    colour = cover.result()
    print(title.text, poem.text, colour.text, sep="\n")


asyncio.run(main())
