import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question, places):
    async with places:
        print(question, (await llm.ainvoke(question)).text)


async def main():
    questions = [
        "Yes or no: is tea older than coffee?",
        "Yes or no: is tea older than wine?",
        "Yes or no: is tea older than beer?",
        "Where does tea come from? Tell all.",
    ]
    places = asyncio.Semaphore(2)
    longest_first = sorted(questions, key=lambda q: q.startswith("Yes or no"))
    await asyncio.gather(*[ask(q, places) for q in longest_first])


asyncio.run(main())
