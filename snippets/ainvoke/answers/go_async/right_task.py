import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    call = asyncio.create_task(llm.ainvoke("Name a planet with rings."))
    answer = await call
    print(answer.text)


asyncio.run(main())
