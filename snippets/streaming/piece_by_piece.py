import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def shout(chunks):
    async for chunk in chunks:
        yield chunk.text.upper()


async def main():
    chain = llm | shout
    question = "Invent a title for a story about a lighthouse."
    async for text in chain.astream(question):
        print(text, end="|", flush=True)
    print()


asyncio.run(main())
