import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3:70b")


async def ask(animal):
    answer = await llm.ainvoke(f"A story title: {animal}")
    return answer.text


async def main():
    titles = await asyncio.gather(ask("whale"), ask("fox"), ask("owl"))
    for title in titles:
        print(title)


asyncio.run(main())
