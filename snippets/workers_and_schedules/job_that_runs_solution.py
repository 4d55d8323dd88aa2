import time

from apscheduler.schedulers.background import BackgroundScheduler
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def report():
    print(llm.invoke("Report on Emma").text)


scheduler = BackgroundScheduler()
scheduler.add_job(report, "interval", seconds=10)
scheduler.start()
time.sleep(25)
scheduler.shutdown()
