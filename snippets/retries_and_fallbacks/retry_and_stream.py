import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3").with_retry()


async def main():
    async for chunk in llm.astream("A headline, at the second attempt"):
        print(chunk.text, end="", flush=True)


asyncio.run(main())
