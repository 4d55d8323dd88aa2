import asyncio

import httpx
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def stream(question, attempts=3):
    for attempt in range(1, attempts + 1):
        try:
            async for chunk in llm.astream(question):
                yield chunk.text
            return
        except httpx.TransportError:
            if attempt == attempts:
                raise
            yield "\n(once more)\n"


async def main():
    async for text in stream("A headline that is cut off"):
        print(text, end="", flush=True)


asyncio.run(main())
