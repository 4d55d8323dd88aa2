import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    for animal in ["crab", "fox", "owl"]:
        answer = await llm.ainvoke(f"A story title: {animal}")
        print(f"{animal}: {answer.text}")


asyncio.run(main())
