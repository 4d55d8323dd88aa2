import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def heartbeat():
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.1)
        late = time.perf_counter() - before - 0.1
        if late > 0.05:
            print(f"the loop was held up for {late:.1f} s")


async def answer(question):
    return llm.invoke(question).text


async def main():
    beat = asyncio.create_task(heartbeat())
    await asyncio.sleep(0.5)
    print(await answer("Is this line free?"))
    await asyncio.sleep(0.5)
    beat.cancel()


asyncio.run(main())
