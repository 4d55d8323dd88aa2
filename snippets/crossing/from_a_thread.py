import asyncio
import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def read_orders(loop):
    for city in ["Rome", "Oslo"]:
        call = llm.ainvoke(f"Describe {city}")
        future = asyncio.run_coroutine_threadsafe(call, loop)
        print(threading.current_thread().name, future.result().text)


async def main():
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(read_orders, loop)


asyncio.run(main())
