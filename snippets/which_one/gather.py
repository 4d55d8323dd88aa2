import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = ["Why do stars shine?", "Why is Mars red?", "Why do comets glow?"]


async def main():
    calls = [llm.ainvoke(question) for question in questions]
    for answer in await asyncio.gather(*calls):
        print(answer.text)


asyncio.run(main())
