import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def reviews():
    for number in range(1, 13):
        yield f"Sum up review {number}"


async def worker(questions):
    for question in questions:
        answer = await llm.ainvoke(question)
        print(answer.text)


async def main():
    questions = reviews()
    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(worker(questions))


asyncio.run(main())
