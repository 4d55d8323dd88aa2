import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    answers = await llm.abatch(["What is the capital of Japan?"])
    print(answers[0].text)


asyncio.run(main())
