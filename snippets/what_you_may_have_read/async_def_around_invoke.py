import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    return llm.invoke(question).text


async def main():
    question = "What is the capital of Japan?"
    answers = await asyncio.gather(*(ask(question) for _ in range(3)))
    print(len(answers), "answers")


asyncio.run(main())
