import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["owl", "fox", "crab"]
    calls = [llm.ainvoke(f"A story title: {a}") for a in animals]
    print("The titles:")
    for answer in await asyncio.gather(*calls):
        print(answer.text)


asyncio.run(main())
