import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = ["Why do stars shine?", "Why is Mars red?", "Why do comets glow?"]


async def main():
    for answer in await llm.abatch(questions):
        print(answer.text)


asyncio.run(main())
