import time

from apscheduler.schedulers.background import BackgroundScheduler
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def report():
    print((await llm.ainvoke("Report on Emma")).text)


scheduler = BackgroundScheduler()
scheduler.add_job(report, "interval", seconds=10)
scheduler.start()
time.sleep(15)
scheduler.shutdown()
