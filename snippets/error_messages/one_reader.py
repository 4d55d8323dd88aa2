import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def read(queue):
    async for chunk in llm.astream("What is the capital of Japan?"):
        await queue.put(chunk.text)
    await queue.put(None)


async def main():
    queue = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        group.create_task(read(queue))
        while (text := await queue.get()) is not None:
            print(text, end="", flush=True)


asyncio.run(main())
