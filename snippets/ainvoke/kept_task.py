import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    answer = await llm.ainvoke(question)
    print(answer.text)


async def main():
    task = asyncio.create_task(ask("What is the capital of Japan?"))
    await asyncio.sleep(0.5)
    await task
    print("main() ends")


asyncio.run(main())
