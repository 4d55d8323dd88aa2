import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    question = "Tell a story about a lighthouse."
    chunks = await llm.astream(question)
    for chunk in chunks:
        print(chunk.text, end="|", flush=True)
    print()


asyncio.run(main())
