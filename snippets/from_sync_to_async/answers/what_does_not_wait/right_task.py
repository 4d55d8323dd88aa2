import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def save(review, mood):
    time.sleep(0.5)  # a slow database
    print(f"{review}: {mood}")


async def handle(review):
    mood = await llm.ainvoke(f"Good or bad? {review}")
    saving = asyncio.create_task(asyncio.to_thread(save, review, mood.text))
    reply = await llm.ainvoke(f"Reply to: {review}")
    print(reply.text)
    await saving


async def main():
    await asyncio.gather(handle("It leaks"), handle("Too loud"))


asyncio.run(main())
