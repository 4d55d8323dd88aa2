import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["crab", "fox", "owl"]
    questions = [f"A story title: {a}" for a in animals]
    async for _, answer in llm.abatch_as_completed(questions):
        print(answer.text)


asyncio.run(main())
