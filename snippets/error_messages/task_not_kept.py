import asyncio
import gc

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def note(queue):
    while True:
        print("noted:", await queue.get())


async def main():
    asyncio.create_task(note(asyncio.Queue()))
    answer = await llm.ainvoke("What is the capital of Japan?")
    gc.collect()  # Python does that by itself, sooner or later.
    print(answer.text)


asyncio.run(main())
