import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def load_orders():
    time.sleep(0.8)  # a database driver that is not async


async def answer(question):
    print((await llm.ainvoke(question)).text)


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(answer("Is this line free?"), name="answer")
        group.create_task(load_orders(), name="load orders")


asyncio.run(main(), debug=True)
