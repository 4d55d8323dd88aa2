from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def ask(river):
    return llm.invoke(f"The source: {river}").text


with ThreadPoolExecutor() as pool:
    for answer in pool.map(ask, ["Nile", "Rhine", "Congo"]):
        print(answer)
