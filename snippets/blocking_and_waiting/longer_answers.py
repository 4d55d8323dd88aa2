import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
prompts = [
    "Which planet is red? One word, please.",
    "Which planet has the widest rings?",
    "Describe the rings of Saturn.",
]

for prompt in prompts:
    start = time.perf_counter()
    answer = llm.invoke(prompt)
    seconds = time.perf_counter() - start
    words = len(answer.text.split())
    print(f"{words:2} words: {seconds:.1f} s")
