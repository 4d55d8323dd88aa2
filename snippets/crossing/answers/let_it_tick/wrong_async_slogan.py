import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def slogan(city):
    return (await llm.ainvoke(f"Describe {city}")).text


async def clock():
    for second in range(1, 4):
        await asyncio.sleep(1)
        print("second", second)


async def main():
    ticking = asyncio.create_task(clock())
    for city in ["Rome", "Oslo", "Cairo"]:
        print(await slogan(city))
    await ticking


asyncio.run(main())
