import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def save(review, mood):
    time.sleep(0.2)  # a slow database
    print(f"{review}: {mood}")


async def handle(review):
    answer = await llm.ainvoke(f"Good or bad? {review}")
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, save, review, answer.text)


async def main():
    reviews = ["Lovely kettle", "It leaks", "Too loud"]
    await asyncio.gather(*map(handle, reviews))


asyncio.run(main())
