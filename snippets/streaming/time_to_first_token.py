import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

start = time.perf_counter()
first = None
question = "Tell a story about a lighthouse."
for chunk in llm.stream(question):
    if first is None and chunk.text:
        first = time.perf_counter() - start
total = time.perf_counter() - start
print(f"first token: {first:.1f} s")
print(f"whole answer: {total:.1f} s")
