import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = [f"Name cloud fact {n}." for n in range(1, 10)]


async def main():
    answers = llm.batch(questions, config={"max_concurrency": 3})
    print(len(answers), "facts")


asyncio.run(main())
