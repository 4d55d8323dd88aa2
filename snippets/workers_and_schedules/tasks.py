from pathlib import Path

from celery import Celery
from langchain_ollama import ChatOllama

for folder in "queue", "results":
    Path(folder).mkdir(exist_ok=True)

app = Celery("tasks", broker="filesystem://", backend="file://results")
app.conf.broker_transport_options = {
    "data_folder_in": "queue",
    "data_folder_out": "queue",
    "control_folder": "queue",
}
llm = ChatOllama(model="llama3")


@app.task
def report(book):
    return llm.invoke(f"Report on {book}").text


@app.task(acks_late=True)
def safe_report(book):
    return llm.invoke(f"Report on {book}").text
