import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
user = "nobody"


async def request(name):
    global user
    user = name
    answer = await llm.ainvoke(f"Greet {name}")
    print(f"for {user}: {answer.text}")


async def main():
    await request("Ada")
    await request("Bob")


asyncio.run(main())
