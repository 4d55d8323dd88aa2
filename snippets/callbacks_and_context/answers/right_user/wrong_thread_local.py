import asyncio
from threading import local

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
user = local()


async def request(name):
    user.name = name
    answer = await llm.ainvoke(f"Greet {name}")
    print(f"for {user.name}: {answer.text}")


async def main():
    await asyncio.gather(request("Ada"), request("Bob"))


asyncio.run(main())
