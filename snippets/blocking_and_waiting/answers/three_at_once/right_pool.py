from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def ask(word):
    answer = llm.invoke(f"Which planet is the {word}?")
    print(answer.text)


with ThreadPoolExecutor(3) as pool:
    for word in ["largest", "hottest", "oldest"]:
        pool.submit(ask, word)
