import asyncio

from langchain_ollama import ChatOllama

lock = asyncio.Lock()


async def ask(llm):
    async with lock:
        answer = await llm.ainvoke("What is the capital of Japan?")
        print(answer.text)


async def main():
    llm = ChatOllama(model="llama3")
    await asyncio.gather(ask(llm), ask(llm))


asyncio.run(main())
asyncio.run(main())
