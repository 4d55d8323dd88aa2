import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    questions = [
        "Yes or no: is tea older than coffee?",
        "Yes or no: is tea older than wine?",
        "Yes or no: is tea older than beer?",
        "Where does tea come from? Tell all.",
    ]
    answers = await llm.abatch(questions)
    for question, answer in zip(questions, answers, strict=True):
        print(question, answer.text)


asyncio.run(main())
