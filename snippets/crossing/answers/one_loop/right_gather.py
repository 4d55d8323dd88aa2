import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    cities = ["Rome", "Oslo", "Cairo"]
    calls = [llm.ainvoke(f"Describe {city}") for city in cities]
    for answer in await asyncio.gather(*calls):
        print(answer.text)


try:
    asyncio.run(main())
except RuntimeError as error:
    print("RuntimeError:", error)
