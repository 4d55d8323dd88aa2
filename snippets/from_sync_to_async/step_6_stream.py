import asyncio
import time

from langchain_ollama import ChatOllama

REVIEWS = {
    1: "Lovely kettle",
    2: "It leaks",
    3: "Works well",
    4: "It came broken",
    5: "My cat likes it",
    6: "Too loud",
}
llm = ChatOllama(model="llama3")
places = asyncio.Semaphore(3)
start = time.perf_counter()


def log(text):
    print(f"{time.perf_counter() - start:4.1f} s  {text}")


def load(number):
    time.sleep(0.1)  # a slow database
    return REVIEWS[number]


def save(number, reply):
    time.sleep(0.2)  # a slow database
    log(f"{number}: {reply}")


async def ask(question):
    async with places, asyncio.timeout(3):
        return (await llm.ainvoke(question)).text


async def handle(number):
    review = await asyncio.to_thread(load, number)
    reply = "Thank you!"
    if await ask(f"Good or bad? {review}") == "bad":
        try:
            reply = await ask(f"Reply to: {review}")
        except TimeoutError:
            reply = "We will write to you."
    await asyncio.to_thread(save, number, reply)
    return reply


async def main():
    replies = await asyncio.gather(*map(handle, REVIEWS))
    thanks = replies.count("Thank you!")
    question = f"A headline: {thanks} of {len(replies)} are happy"
    async for chunk in llm.astream(question):
        print(chunk.text, end="", flush=True)


asyncio.run(main())
