import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def answer(question):
    return llm.astream(question)


async def main():
    async for chunk in await answer("What is the capital of Japan?"):
        print(chunk.text, end="", flush=True)


asyncio.run(main())
