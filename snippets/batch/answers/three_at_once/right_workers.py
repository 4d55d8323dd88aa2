import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = [f"Name cloud fact {n}." for n in range(1, 10)]


async def main():
    waiting = iter(questions)
    answers = []

    async def work():
        for question in waiting:
            answers.append(await llm.ainvoke(question))

    await asyncio.gather(work(), work(), work())
    print(len(answers), "facts")


asyncio.run(main())
