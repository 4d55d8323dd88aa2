import asyncio

import httpx
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
twice = llm.with_fallbacks([llm])


async def main():
    try:
        async for chunk in twice.astream("A headline that is cut off"):
            print(chunk.text, end="", flush=True)
    except httpx.RemoteProtocolError as error:
        print(f"\n{error}")


asyncio.run(main())
