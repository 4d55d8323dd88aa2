import asyncio
from contextlib import aclosing

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def first_clause(question):
    text = ""
    async with aclosing(llm.astream(question)) as stream:
        async for chunk in stream:
            text += chunk.text
            if "," in text:
                break
    return text.split(",")[0]


async def main():
    print(await first_clause("Tell a story about a lighthouse."))


asyncio.run(main())
