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
    cities = ["Rome", "Oslo", "Cairo"]
    calls = [asyncio.to_thread(slogan, city) for city in cities]
    slogans, _ = await asyncio.gather(asyncio.gather(*calls), clock())
    print(*slogans, sep="\n")


asyncio.run(main())
