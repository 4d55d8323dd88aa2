from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
rivers = ["Nile", "Rhine", "Congo", "Elbe", "Niger", "Tagus", "Po", "Main"]


def ask(river):
    return llm.invoke(f"The source: {river}").text


with ThreadPoolExecutor(max_workers=8) as pool:
    for answer in pool.map(ask, rivers):
        print(answer)
