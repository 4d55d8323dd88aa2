import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    answer = await llm.ainvoke("What is the capital of Japan?")
    print(answer.text)


asyncio.run(main())
