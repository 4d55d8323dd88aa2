import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3:70b")


async def main():
    poem = asyncio.create_task(llm.ainvoke("Write a slow poem."))
    await asyncio.sleep(2)
    poem.cancel()
    try:
        await poem
    except asyncio.CancelledError:
        print("The poem is cancelled.")
    answer = await llm.ainvoke("Name a fruit.")
    print(answer.text)


asyncio.run(main())
