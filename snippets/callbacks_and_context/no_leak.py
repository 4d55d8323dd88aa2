import asyncio
from contextvars import ContextVar

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
user = ContextVar("user", default="nobody")


async def greeting(name):
    async for chunk in llm.astream(f"Greet {name}"):
        yield chunk.text


async def request(name):
    user.set(name)
    async for text in greeting(user.get()):
        print(text, end="")
    print("\nin the request:", user.get())


async def main():
    await asyncio.create_task(request("Ada"))
    print("afterwards:", user.get())


asyncio.run(main())
