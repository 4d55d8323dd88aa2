from concurrent.futures import ThreadPoolExecutor

from langchain_core.callbacks import get_usage_metadata_callback
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = ["Greet Ada", "Greet Bob"]

with get_usage_metadata_callback() as usage:
    with ThreadPoolExecutor() as pool:
        first = pool.submit(llm.invoke, questions[0])
        print(llm.invoke(questions[1]).text)
        print(first.result().text)

total = sum(u["total_tokens"] for u in usage.usage_metadata.values())
print("total:", total)
