import asyncio

from langchain_ollama import ChatOllama

REVIEWS = [
    "Boils fast. The lid is loose.",
    "Lovely colour, but it leaks.",
    "Our third one. Never failed us.",
]

llm = ChatOllama(model="llama3")


async def main():
    calls = [llm.ainvoke("Summarise: " + review) for review in REVIEWS]
    for answer in await asyncio.gather(*calls):
        print(answer.text)


asyncio.run(main())
