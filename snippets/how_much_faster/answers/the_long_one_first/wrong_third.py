import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    questions = [
        "Yes or no: is tea older than coffee?",
        "Yes or no: is tea older than wine?",
        "Where does tea come from? Tell all.",
        "Yes or no: is tea older than beer?",
    ]
    answers = await llm.abatch(questions, config={"max_concurrency": 2})
    for question, answer in zip(questions, answers, strict=True):
        print(question, answer.text)


asyncio.run(main())
