import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def main():
    start = time.perf_counter()
    answers = [
        llm.invoke("Tell me a joke about elephants"),
        llm.invoke("Tell me a joke about monkeys"),
        llm.invoke("Tell me a joke about parrots"),
    ]
    for answer in answers:
        print(answer.text)
    print(f"{time.perf_counter() - start:.1f} s")


main()
