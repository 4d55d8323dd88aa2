import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def first_clause(question):
    text = ""
    async for chunk in llm.astream(question):
        text += chunk.text
    return text.split(",")[0]


async def main():
    print(await first_clause("Tell a story about a lighthouse."))


asyncio.run(main())
