import asyncio

from langchain_ollama import ChatOllama


async def main():
    task = asyncio.create_task(ChatOllama(model="llama3").ainvoke("Slow"))
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", task.cancelling())


asyncio.run(main())
