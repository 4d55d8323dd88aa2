import asyncio
import time

import httpx
from langchain_ollama import ChatOllama

five = httpx.Limits(max_connections=5)
llm = ChatOllama(model="llama3", async_client_kwargs={"limits": five})


async def main():
    start = time.perf_counter()
    questions = [f"Sum up review {n}" for n in range(1, 9)]
    answers = await asyncio.gather(*[llm.ainvoke(q) for q in questions])
    print(len(answers), "answers")
    print(f"{time.perf_counter() - start:.0f} s")


asyncio.run(main())
