import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def describe(city, loop):
    call = llm.ainvoke(f"Describe {city}")
    future = asyncio.run_coroutine_threadsafe(call, loop)
    return future.result(timeout=60).text


async def main():
    loop = asyncio.get_running_loop()
    try:
        print(describe("Rome", loop))
    except TimeoutError:
        print("No answer after a minute.")


asyncio.run(main())
