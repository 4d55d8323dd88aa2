from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from langchain_core.callbacks import get_usage_metadata_callback
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
names = ["Ada", "Bob", "Cleo"]


def greet(name):
    return llm.invoke(f"Greet {name}")


with ThreadPoolExecutor() as pool, get_usage_metadata_callback() as usage:
    list(pool.map(greet, names))
    print("without context:", usage.usage_metadata)

    jobs = [pool.submit(copy_context().run, greet, name) for name in names]
    print(len([job.result() for job in jobs]), "answers")
    total = usage.usage_metadata["llama3"]["total_tokens"]
    print("with context:", total, "tokens")
