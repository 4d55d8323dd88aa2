import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    answer = await llm.ainvoke(question)
    print(answer.text)


async def main():
    asyncio.create_task(ask("What is the capital of Japan?"))
    await asyncio.sleep(0.5)
    print("main() ends")


asyncio.run(main())
