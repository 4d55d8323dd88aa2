import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3:4slots")


async def main():
    questions = [f"A word that begins with {letter}" for letter in "abcdefgh"]
    answers = await asyncio.gather(
        *[llm.ainvoke(q, config={"max_concurrency": 4}) for q in questions]
    )
    print(*[answer.text for answer in answers])


asyncio.run(main())
