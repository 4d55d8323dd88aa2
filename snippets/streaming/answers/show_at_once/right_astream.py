import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

question = "Tell a story about a lighthouse."


async def main():
    async for chunk in llm.astream(question):
        print(chunk.text, end="", flush=True)
    print()


asyncio.run(main())
