import asyncio

from langchain_core.caches import InMemoryCache
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", cache=InMemoryCache())
under_way = {}


async def ask(prompt):
    if prompt not in under_way:
        task = asyncio.create_task(llm.ainvoke(prompt))
        under_way[prompt] = task
        task.add_done_callback(lambda _: under_way.pop(prompt))
    return await asyncio.shield(under_way[prompt])


async def main():
    asks = [ask("Who wrote Emma?") for _ in range(10)]
    answers = await asyncio.gather(*asks)
    print(len(answers), "answers:", answers[0].text)


asyncio.run(main())
