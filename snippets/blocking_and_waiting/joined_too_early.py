import time
from threading import Thread

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def ask(word):
    answer = llm.invoke(f"Which planet is the {word}?")
    print(answer.text)


jupiter = Thread(target=ask, args=["largest"])
venus = Thread(target=ask, args=["hottest"])

start = time.perf_counter()
jupiter.start()
jupiter.join()
venus.start()
venus.join()
print(f"{time.perf_counter() - start:.1f} s")
