import asyncio
import time

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
began = time.perf_counter()


async def report(book):
    answer = await llm.ainvoke(f"Report on {book}")
    print(f"{time.perf_counter() - began:.0f} s: {answer.text}")


async def main():
    scheduler = AsyncIOScheduler()
    scheduler.add_job(report, "interval", ["Emma"], seconds=10)
    scheduler.start()
    await asyncio.sleep(35)
    scheduler.shutdown()


asyncio.run(main())
