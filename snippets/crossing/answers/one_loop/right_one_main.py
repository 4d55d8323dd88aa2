import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    for city in ["Rome", "Oslo", "Cairo"]:
        answer = await llm.ainvoke(f"Describe {city}")
        print(answer.text)


try:
    asyncio.run(main())
except RuntimeError as error:
    print("RuntimeError:", error)
