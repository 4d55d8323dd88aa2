import asyncio
from contextlib import aclosing

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    question = "What is the capital of Japan?"
    async with aclosing(llm.astream(question)) as stream:
        print((await anext(stream)).text)
    # Ollama's client closes its connection a moment later.
    await asyncio.sleep(0.1)


asyncio.run(main())
