import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = [f"Give fact {n} about clouds." for n in range(1, 13)]


async def main():
    answers = await llm.abatch(questions)
    print(len(answers), "answers")


asyncio.run(main())
