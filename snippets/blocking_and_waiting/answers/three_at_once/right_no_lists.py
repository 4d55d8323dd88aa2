from threading import Thread

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def ask(word):
    answer = llm.invoke(f"Which planet is the {word}?")
    print(answer.text)


threads = [
    Thread(target=ask, args=["largest"]),
    Thread(target=ask, args=["hottest"]),
    Thread(target=ask, args=["oldest"]),
]
a, b, c = threads
a.start()
b.start()
c.start()
a.join()
b.join()
c.join()
