import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    async with asyncio.timeout(0.5):
        answer = await llm.ainvoke("What is the capital of Japan?")
    print(answer.text)


asyncio.run(main())
