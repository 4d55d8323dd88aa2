import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def read_notes():
    await asyncio.sleep(1.5)
    print("Notes read")


async def main():
    call = asyncio.create_task(llm.ainvoke("What is the capital of Japan?"))
    await read_notes()
    answer = await call
    print(answer.text)


asyncio.run(main())
