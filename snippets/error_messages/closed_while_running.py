import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    stream = llm.astream("What is the capital of Japan?")
    first = asyncio.create_task(anext(stream))
    await asyncio.sleep(0.1)
    await stream.aclose()
    print((await first).text)


asyncio.run(main())
