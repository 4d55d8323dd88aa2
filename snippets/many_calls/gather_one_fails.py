import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["whale", "ghost", "owl"]
    calls = [llm.ainvoke(f"A story title: {a}") for a in animals]
    results = await asyncio.gather(*calls, return_exceptions=True)
    for animal, result in zip(animals, results):
        if isinstance(result, Exception):
            print(f"{animal} failed: {result}")
        else:
            print(f"{animal}: {result.text}")


asyncio.run(main())
