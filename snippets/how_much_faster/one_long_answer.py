import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    start = time.perf_counter()
    answers = await asyncio.gather(
        llm.ainvoke("Yes or no: is tea older than coffee?"),
        llm.ainvoke("Yes or no: is tea older than wine?"),
        llm.ainvoke("Where does tea come from? Tell all."),
        llm.ainvoke("Yes or no: is tea older than beer?"),
    )
    for answer in answers:
        print(answer.text)
    print(f"{time.perf_counter() - start:.1f} s")


asyncio.run(main())
