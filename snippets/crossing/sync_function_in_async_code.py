import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def describe(city):
    # Somebody else's sync code, which you may not change.
    return llm.invoke(f"Describe {city}").text


async def main():
    cities = ["Rome", "Oslo", "Cairo"]
    calls = [asyncio.to_thread(describe, city) for city in cities]
    for text in await asyncio.gather(*calls):
        print(text)


asyncio.run(main())
