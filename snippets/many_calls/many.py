import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    start = time.perf_counter()
    questions = [f"A title for story {n}" for n in range(1, 51)]
    answers = await asyncio.gather(*[llm.ainvoke(q) for q in questions])
    print(len(answers), "answers, the last one:", answers[-1].text)
    print(f"{time.perf_counter() - start:.1f} s")


asyncio.run(main())
