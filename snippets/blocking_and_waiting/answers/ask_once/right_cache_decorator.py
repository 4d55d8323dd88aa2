from functools import cache

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


@cache
def ask(word):
    return llm.invoke(f"Which planet is the {word}?").text


for word in ["largest", "hottest", "largest", "largest"]:
    print(ask(word))
