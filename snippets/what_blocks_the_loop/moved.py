import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def load_orders():
    time.sleep(0.8)  # a database driver that is not async


async def main():
    _, answer = await asyncio.gather(
        asyncio.to_thread(load_orders),
        llm.ainvoke("Is this line free?"),
    )
    print(answer.text)


asyncio.run(main())
