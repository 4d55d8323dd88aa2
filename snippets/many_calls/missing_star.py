import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["whale", "fox", "owl"]
    calls = [llm.ainvoke(f"A story title: {a}") for a in animals]
    answers = await asyncio.gather(calls)
    for answer in answers:
        print(answer.text)


asyncio.run(main())
