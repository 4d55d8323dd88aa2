import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["crab", "fox", "owl"]
    calls = [llm.ainvoke(f"A story title: {a}") for a in animals]
    answers = await asyncio.gather(*calls)
    for animal, answer in zip(animals[::-1], answers[::-1]):
        print(f"{animal}: {answer.text}")


asyncio.run(main())
