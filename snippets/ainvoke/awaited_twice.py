import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    call = llm.ainvoke("What is the capital of Japan?")
    print((await call).text)
    print((await call).text)


asyncio.run(main())
