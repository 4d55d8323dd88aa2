import asyncio

from langchain_core.caches import InMemoryCache
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", cache=InMemoryCache())


async def main():
    asks = [llm.ainvoke("Who wrote Emma?") for _ in range(10)]
    answers = await asyncio.gather(*asks)
    print(len(answers), "answers:", answers[0].text)


asyncio.run(main())
