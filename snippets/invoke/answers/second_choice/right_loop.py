from langchain_ollama import ChatOllama
from ollama import ResponseError

for model in ["llama9", "llama3"]:
    try:
        print(ChatOllama(model=model).invoke("Who wrote Hamlet?").text)
        break
    except ResponseError as error:
        print(error)
