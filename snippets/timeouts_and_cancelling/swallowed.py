import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    try:
        return (await llm.ainvoke(question)).text
    except BaseException:
        return "no answer"


async def main():
    try:
        async with asyncio.timeout(2):
            for question in ["Write a slow poem.", "Think it over."]:
                print(await ask(question))
    except TimeoutError:
        print("Time is up.")


asyncio.run(main())
