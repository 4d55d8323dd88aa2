import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["whale", "fox", "owl"]
    calls = [llm.ainvoke(f"A story title: {a}") for a in animals]
    for call in calls:
        answer = await call
        print(answer.text)


asyncio.run(main())
