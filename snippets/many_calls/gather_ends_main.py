import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["whale", "ghost", "owl"]
    calls = [llm.ainvoke(f"A story title: {a}") for a in animals]
    for answer in await asyncio.gather(*calls):
        print(answer.text)


try:
    asyncio.run(main())
except Exception as error:
    print("failed:", error)
