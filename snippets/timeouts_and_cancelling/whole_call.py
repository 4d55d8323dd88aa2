import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    try:
        async with asyncio.timeout(3):
            answer = await llm.ainvoke("Write a slow poem.")
            print(answer.text)
    except TimeoutError:
        print("No poem within three seconds.")


asyncio.run(main())
