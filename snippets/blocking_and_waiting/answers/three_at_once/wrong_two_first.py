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
threads[0].start()
threads[1].start()
threads[0].join()
threads[1].join()
threads[2].start()
threads[2].join()
