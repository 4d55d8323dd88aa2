import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    letters = "abcdefghijkl"
    answers = await llm.abatch(
        [f"A word that begins with {letter}" for letter in letters]
    )
    print(*[answer.text for answer in answers])


asyncio.run(main())
