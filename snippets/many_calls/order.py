import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(animal):
    answer = await llm.ainvoke(f"A story title: {animal}")
    print("arrived:", animal)
    return answer.text


async def main():
    titles = await asyncio.gather(ask("whale"), ask("fox"), ask("owl"))
    for title in titles:
        print(title)


asyncio.run(main())
