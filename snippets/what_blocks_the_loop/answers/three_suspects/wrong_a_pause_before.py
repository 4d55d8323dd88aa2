import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def save(text):
    await asyncio.sleep(0.3)
    print("saved:", text)


async def translate(text):
    await asyncio.sleep(0)
    time.sleep(0.3)
    return text.upper()


async def handle(question):
    answer = await llm.ainvoke(question)
    await save(await translate(answer.text))


async def main():
    questions = ["Is this line free?", "Is that line free?"]
    await asyncio.gather(*[handle(q) for q in questions])


asyncio.run(main())
