import time

from langchain_ollama import ChatOllama

REVIEWS = [
    "Boils fast. The lid is loose.",
    "Lovely colour, but it leaks.",
    "Our third one. Never failed us.",
]

llm = ChatOllama(model="llama3")

start = time.perf_counter()
for review in REVIEWS:
    answer = llm.invoke("Summarise: " + review)
    print(answer.text)
print(f"{time.perf_counter() - start:.1f} s")
