import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    answer = llm.ainvoke("Explain relativity")
    await asyncio.sleep(5)
    print("Five seconds later, this is what we have:")
    print(type(answer))


asyncio.run(main())
