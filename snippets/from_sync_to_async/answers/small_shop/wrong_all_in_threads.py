import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def save(review, mood):
    time.sleep(0.2)  # a slow database
    print(f"{review}: {mood}")


def handle(review):
    answer = llm.invoke(f"Good or bad? {review}")
    save(review, answer.text)


async def main():
    reviews = ["Lovely kettle", "It leaks", "Too loud"]
    await asyncio.gather(*[asyncio.to_thread(handle, r) for r in reviews])


asyncio.run(main())
