import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def save(text):
    await asyncio.sleep(0.3)
    print("saved:", text)


def translate(text):
    time.sleep(0.3)
    return text.upper()


async def handle(question):
    answer = await llm.ainvoke(question)
    loop = asyncio.get_running_loop()
    text = await loop.run_in_executor(None, translate, answer.text)
    await save(text)


async def main():
    questions = ["Is this line free?", "Is that line free?"]
    await asyncio.gather(*[handle(q) for q in questions])


asyncio.run(main())
