import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["crab", "fox", "owl"]
    answers = await llm.abatch([f"A story title: {a}" for a in animals])
    for animal, answer in zip(animals, answers):
        print(f"{animal}: {answer.text}")


asyncio.run(main())
