import asyncio

from langchain_ollama import ChatOllama


async def ask(llm, lock):
    async with lock:
        answer = await llm.ainvoke("What is the capital of Japan?")
        print(answer.text)


async def main():
    llm = ChatOllama(model="llama3")
    lock = asyncio.Lock()
    await asyncio.gather(ask(llm, lock), ask(llm, lock))


asyncio.run(main())
asyncio.run(main())
