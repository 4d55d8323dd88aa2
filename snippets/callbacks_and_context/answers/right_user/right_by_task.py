import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
user = {}


async def request(name):
    user[asyncio.current_task()] = name
    answer = await llm.ainvoke(f"Greet {name}")
    print(f"for {user[asyncio.current_task()]}: {answer.text}")


async def main():
    await asyncio.gather(request("Ada"), request("Bob"))


asyncio.run(main())
