from langchain_ollama import ChatOllama
from ollama import ResponseError


def ask(model):
    return ChatOllama(model=model).invoke("Who wrote Hamlet?").text


try:
    print(ask("llama9"))
except ResponseError as error:
    print(error)
    print(ask("llama3"))
