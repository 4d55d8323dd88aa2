from langchain_core.callbacks import get_usage_metadata_callback
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = ["Greet Ada", "Greet Bob"]

with get_usage_metadata_callback() as usage:
    for question in questions:
        print(llm.invoke(question).text)

total = sum(u["total_tokens"] for u in usage.usage_metadata.values())
print("total:", total)
