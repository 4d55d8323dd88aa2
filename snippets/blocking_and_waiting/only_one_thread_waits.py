from threading import Event, Thread

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
answered = Event()


def tick():
    while not answered.wait(0.4):
        print("Another thread: still working.")


ticking = Thread(target=tick)
ticking.start()
answer = llm.invoke("Which planet is the largest?")
answered.set()
ticking.join()
print(answer.text)
