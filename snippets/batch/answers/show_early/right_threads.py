from threading import Thread

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["rain", "a gremlin", "fog", "wind"]


def show(topic):
    try:
        answer = llm.invoke(f"Explain {topic} in a sentence.")
        print(f"{topic}: {answer.text}")
    except Exception:
        print(f"{topic}: failed")


threads = [Thread(target=show, args=[topic]) for topic in topics]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
