import asyncio
import concurrent.futures

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    loop = asyncio.get_running_loop()
    call = llm.ainvoke("What is the capital of Japan?")
    future = asyncio.run_coroutine_threadsafe(call, loop)
    try:
        print(future.result(timeout=60).text)
    except concurrent.futures.TimeoutError:
        print("No answer after a minute")
        future.cancel()


asyncio.run(main())
