import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
places = asyncio.Semaphore(4)


async def ask(question):
    async with places:
        return await llm.ainvoke(question)


async def main():
    start = time.perf_counter()
    questions = [f"Sum up review {n}" for n in range(1, 13)]
    answers = await asyncio.gather(*[ask(q) for q in questions])
    print(answers[-1].text)
    print(f"{time.perf_counter() - start:.1f} s")


asyncio.run(main())
