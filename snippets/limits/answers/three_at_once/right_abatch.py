import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    questions = [f"Sum up novel {n}" for n in range(1, 8)]
    for answer in await llm.abatch(questions, {"max_concurrency": 3}):
        print(answer.text)


asyncio.run(main())
