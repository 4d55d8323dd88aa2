import time
from threading import Thread

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def work():
    for step in [1, 2]:
        time.sleep(0.4)
        print("The other thread: step", step)


other = Thread(target=work)
other.start()
answer = llm.invoke("Which planet is the largest?")
print("The main thread:", answer.text)
other.join()
