import asyncio

from langchain_core.caches import InMemoryCache
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", cache=InMemoryCache())


async def main():
    for _ in range(5):
        answer = await llm.ainvoke("Who wrote Dracula?")
        print(answer.text)


asyncio.run(main())
