import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def save(review, mood):
    time.sleep(0.2)  # a slow database
    print(f"{review}: {mood}")


async def handle(review):
    answer = await llm.ainvoke(f"Good or bad? {review}")
    await asyncio.to_thread(save, review, answer.text)


async def main():
    reviews = ["Lovely kettle", "It leaks", "Too loud"]
    for review in reviews:
        await handle(review)


asyncio.run(main())
