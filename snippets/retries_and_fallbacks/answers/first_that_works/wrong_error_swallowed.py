from langchain_ollama import ChatOllama
from ollama import ResponseError

small = ChatOllama(model="llama3")
large = ChatOllama(model="llama3:70b")

try:
    answer = small.invoke("A headline, if the first server is down")
    print(answer.text)
except ResponseError:
    pass
