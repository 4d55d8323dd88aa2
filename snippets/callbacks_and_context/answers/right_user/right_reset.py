import asyncio
from contextvars import ContextVar

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
user = ContextVar("user", default="nobody")


async def request(name):
    token = user.set(name)
    try:
        answer = await llm.ainvoke(f"Greet {name}")
        print(f"for {user.get()}: {answer.text}")
    finally:
        user.reset(token)


async def main():
    await asyncio.gather(request("Ada"), request("Bob"))


asyncio.run(main())
