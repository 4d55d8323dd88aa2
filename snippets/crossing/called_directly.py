import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def describe(city):
    return llm.invoke(f"Describe {city}").text


async def main():
    calls = [describe(city) for city in ["Rome", "Oslo", "Cairo"]]
    for text in await asyncio.gather(*calls):
        print(text)


asyncio.run(main())
