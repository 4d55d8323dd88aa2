import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def write():
    title = await llm.ainvoke("A title for a poem about rain.")
    poem = await llm.ainvoke(f"A poem called {title.text}")
    return title.text, poem.text


async def main():
    (title, poem), colour = await asyncio.gather(
        write(), llm.ainvoke("A cover colour for rain poems.")
    )
    print(title, poem, colour.text, sep="\n")


asyncio.run(main())
