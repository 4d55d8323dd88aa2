import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
cities = ["Vienna", "Porto", "Ghent"]


async def main():
    questions = [f"What should I eat in {city}?" for city in cities]
    for answer in await llm.abatch(questions):
        print(answer.text)


asyncio.run(main())
