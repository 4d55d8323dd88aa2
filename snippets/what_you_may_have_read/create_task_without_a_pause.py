import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    call = llm.ainvoke("What is the capital of Japan?")
    task = asyncio.create_task(call)
    time.sleep(1)
    print("A second later, the call has not begun.")
    print((await task).text)


asyncio.run(main())
