import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    call = llm.ainvoke("Name a planet with rings.")
    print("The telescope is set up.")
    answer = await call
    print(answer.text)


asyncio.run(main())
