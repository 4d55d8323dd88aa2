import asyncio
import gc

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def watch(event):
    await event.wait()
    print("It has happened.")


async def main():
    task = asyncio.create_task(watch(asyncio.Event()))
    print((await llm.ainvoke("What is the capital of Japan?")).text)
    task.cancel()
    await asyncio.wait([task])
    print("cancelled:", task.cancelled())


asyncio.run(main())
gc.collect()
