import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def ask(loop):
    call = llm.ainvoke("What is the capital of Japan?")
    future = asyncio.run_coroutine_threadsafe(call, loop)
    return future.result(timeout=60)


async def main():
    loop = asyncio.get_running_loop()
    print((await asyncio.to_thread(ask, loop)).text)


asyncio.run(main())
