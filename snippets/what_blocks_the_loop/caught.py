import asyncio
import time

from blockbuster import blockbuster_ctx
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def load_orders():
    time.sleep(0.8)  # a database driver that is not async


async def main():
    load_orders()
    answer = await llm.ainvoke("Is this line free?")
    print(answer.text)


with blockbuster_ctx():
    asyncio.run(main())
