import asyncio
from contextvars import ContextVar

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
user = ContextVar("user", default="nobody")


async def greeting(name):
    user.set(name)
    async for chunk in llm.astream(f"Greet {name}"):
        yield chunk.text


async def main():
    async for text in greeting("Ada"):
        print(text, end="")
    print("\nafterwards:", user.get())


asyncio.run(main())
