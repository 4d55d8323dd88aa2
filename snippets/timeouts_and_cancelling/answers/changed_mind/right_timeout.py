import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3:70b")


async def main():
    try:
        async with asyncio.timeout(2):
            await llm.ainvoke("Write a slow poem.")
    except TimeoutError:
        pass
    print("No, a song!")
    song = await llm.ainvoke("Write a slow song.")
    print(song.text)


asyncio.run(main())
