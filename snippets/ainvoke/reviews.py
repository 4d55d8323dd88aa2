import asyncio

from langchain_ollama import ChatOllama

REVIEWS = [
    "Boils fast. The lid is loose.",
    "Lovely colour, but it leaks.",
    "Our third one. Never failed us.",
]

llm = ChatOllama(model="llama3")


async def show_dots():
    while True:
        await asyncio.sleep(0.4)
        print("...")


async def main():
    dots = asyncio.create_task(show_dots())
    for review in REVIEWS:
        answer = await llm.ainvoke("Summarise: " + review)
        print(answer.text)
    dots.cancel()


asyncio.run(main())
