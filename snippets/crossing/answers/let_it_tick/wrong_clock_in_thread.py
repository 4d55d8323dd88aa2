import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def slogan(city):
    # Somebody else's sync code, which you may not change.
    return llm.invoke(f"Describe {city}").text


def clock():
    for second in range(1, 4):
        time.sleep(1)
        print("second", second)


async def main():
    ticking = asyncio.create_task(asyncio.to_thread(clock))
    await asyncio.sleep(0)
    for city in ["Rome", "Oslo", "Cairo"]:
        print(slogan(city))
    await ticking


asyncio.run(main())
