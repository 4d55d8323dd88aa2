import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    answer = await llm.ainvoke("Who wrote Dracula?")
    for _ in range(5):
        print(answer.text)


asyncio.run(main())
