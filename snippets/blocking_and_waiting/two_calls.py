import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def ask(word):
    answer = llm.invoke(f"Which planet is the {word}?")
    print(answer.text)


start = time.perf_counter()
ask("largest")
ask("hottest")
print(f"{time.perf_counter() - start:.1f} s")
