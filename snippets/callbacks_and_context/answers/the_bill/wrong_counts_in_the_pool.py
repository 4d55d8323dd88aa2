from concurrent.futures import ThreadPoolExecutor

from langchain_core.callbacks import get_usage_metadata_callback
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = ["Greet Ada", "Greet Bob"]

with ThreadPoolExecutor() as pool:
    with get_usage_metadata_callback() as usage:
        for answer in pool.map(llm.invoke, questions):
            print(answer.text)

total = sum(u["total_tokens"] for u in usage.usage_metadata.values())
print("total:", total)
