import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    start = time.perf_counter()
    questions = [f"Sum up review {n}" for n in range(1, 121)]
    answers = await asyncio.gather(*[llm.ainvoke(q) for q in questions])
    print(len(answers), "answers")
    print(f"{time.perf_counter() - start:.0f} s")


asyncio.run(main())
