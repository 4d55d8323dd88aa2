import asyncio

from langchain_core.caches import InMemoryCache
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", cache=InMemoryCache())


async def main():
    call = asyncio.create_task(llm.ainvoke("Who wrote Dracula?"))
    asks = [call for _ in range(5)]
    for answer in await asyncio.gather(*asks):
        print(answer.text)


asyncio.run(main())
