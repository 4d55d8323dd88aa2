import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3:70b")


async def main():
    poem = asyncio.create_task(llm.ainvoke("Write a slow poem."))
    await asyncio.sleep(2)
    print("No, a song!")
    poem.cancel()
    await asyncio.gather(poem, return_exceptions=True)
    song = await llm.ainvoke("Write a slow song.")
    print(song.text)


asyncio.run(main())
