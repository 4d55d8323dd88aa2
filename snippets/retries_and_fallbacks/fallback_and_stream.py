import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
twice = llm.with_fallbacks([llm])


async def main():
    async for chunk in twice.astream("A headline, at the second attempt"):
        print(chunk.text, end="", flush=True)


asyncio.run(main())
