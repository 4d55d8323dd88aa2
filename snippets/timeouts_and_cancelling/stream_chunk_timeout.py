import asyncio
import time

from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-4o-mini")


async def main():
    start = time.perf_counter()
    try:
        async for chunk in llm.astream("Fall asleep in the middle."):
            print(chunk.text, flush=True)
    except TimeoutError as error:
        print(type(error).__name__)
    print(f"{time.perf_counter() - start:.0f} s")


asyncio.run(main())
