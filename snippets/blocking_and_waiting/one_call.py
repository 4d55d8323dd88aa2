import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

print("Asking ...")
start = time.perf_counter()
answer = llm.invoke("Which planet is the largest?")
waited = time.perf_counter() - start
print(f"The next line runs after {waited:.1f} s")
print(answer.text)
