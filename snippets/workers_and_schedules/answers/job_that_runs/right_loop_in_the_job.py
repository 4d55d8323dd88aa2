import asyncio
import time

from apscheduler.schedulers.background import BackgroundScheduler
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask():
    llm = ChatOllama(model="llama3")
    print((await llm.ainvoke("Report on Emma")).text)


def report():
    asyncio.run(ask())


scheduler = BackgroundScheduler()
scheduler.add_job(report, "interval", seconds=10)
scheduler.start()
time.sleep(25)
scheduler.shutdown()
