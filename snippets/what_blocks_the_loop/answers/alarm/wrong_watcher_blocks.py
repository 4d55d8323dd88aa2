import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def watch():
    while True:
        before = time.perf_counter()
        time.sleep(0.1)
        await asyncio.sleep(0)
        if time.perf_counter() - before > 0.3:
            print("held up")


async def main():
    watcher = asyncio.create_task(watch())
    await llm.ainvoke("Is this line free?")
    time.sleep(0.7)  # the culprit: leave it in
    await asyncio.sleep(0.2)
    watcher.cancel()


asyncio.run(main())
