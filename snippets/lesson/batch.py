import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

start = time.perf_counter()
answers = llm.batch(
    [
        "Tell me a joke about elephants",
        "Tell me a joke about monkeys",
        "Tell me a joke about parrots",
    ]
)
for answer in answers:
    print(answer.text)
print(f"{time.perf_counter() - start:.1f} s")
