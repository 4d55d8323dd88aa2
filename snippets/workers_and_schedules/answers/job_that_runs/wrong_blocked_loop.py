import asyncio
import time

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def report():
    print((await llm.ainvoke("Report on Emma")).text)


async def main():
    scheduler = AsyncIOScheduler()
    scheduler.add_job(report, "interval", seconds=10)
    scheduler.start()
    await asyncio.sleep(0)
    time.sleep(25)
    scheduler.shutdown()


asyncio.run(main())
