import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def describe(city):
    # Sync code that helps itself with a loop of its own.
    return asyncio.run(llm.ainvoke(f"Describe {city}")).text


async def main():
    print((await llm.ainvoke("Describe Rome")).text)
    try:
        print(await asyncio.to_thread(describe, "Oslo"))
    except RuntimeError as error:
        print("RuntimeError:", error)


asyncio.run(main())
