import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def save(review, mood):
    time.sleep(0.2)  # a slow database
    print(f"{review}: {mood}")


def handle(review):
    answer = llm.invoke(f"Good or bad? {review}")
    save(review, answer.text)


def main():
    for review in ["Lovely kettle", "It leaks", "Too loud"]:
        handle(review)


main()
