from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from langchain_core.callbacks import get_usage_metadata_callback
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = ["Greet Ada", "Greet Bob"]

with get_usage_metadata_callback() as usage:
    with ThreadPoolExecutor() as pool:
        jobs = [
            pool.submit(copy_context().run, llm.invoke, question)
            for question in questions
        ]
        for job in jobs:
            print(job.result().text)

total = sum(u["total_tokens"] for u in usage.usage_metadata.values())
print("total:", total)
