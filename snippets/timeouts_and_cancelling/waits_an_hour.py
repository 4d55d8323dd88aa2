import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
start = time.perf_counter()
answer = llm.invoke("Think it over.")
print(answer.text)
print(f"{(time.perf_counter() - start) / 60:.0f} minutes")
