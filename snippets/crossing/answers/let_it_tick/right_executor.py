import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def slogan(city):
    # Somebody else's sync code, which you may not change.
    return llm.invoke(f"Describe {city}").text


async def clock():
    for second in range(1, 4):
        await asyncio.sleep(1)
        print("second", second)


async def main():
    ticking = asyncio.create_task(clock())
    for city in ["Rome", "Oslo", "Cairo"]:
        loop = asyncio.get_running_loop()
        print(await loop.run_in_executor(None, slogan, city))
    await ticking


asyncio.run(main())
