import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3:4slots")


async def main():
    questions = [f"A word that begins with {letter}" for letter in "abcdefgh"]
    answers = await llm.abatch(questions, config={"max_concurrency": 2})
    print(*[answer.text for answer in answers])


asyncio.run(main())
