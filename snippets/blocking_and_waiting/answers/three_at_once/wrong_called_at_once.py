from threading import Thread

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def ask(word):
    answer = llm.invoke(f"Which planet is the {word}?")
    print(answer.text)


threads = [
    Thread(target=ask("largest")),
    Thread(target=ask("hottest")),
    Thread(target=ask("oldest")),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
