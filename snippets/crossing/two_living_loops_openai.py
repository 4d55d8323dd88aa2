import asyncio

from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-4o-mini", max_retries=0)


def describe(city):
    return asyncio.run(llm.ainvoke(f"Describe {city}")).text


async def main():
    print((await llm.ainvoke("Describe Rome")).text)
    for city in ["Oslo", "Cairo"]:
        try:
            print(await asyncio.to_thread(describe, city))
        except RuntimeError as error:
            print("RuntimeError:", error)


asyncio.run(main())
