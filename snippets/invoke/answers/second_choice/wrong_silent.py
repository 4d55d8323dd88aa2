from langchain_ollama import ChatOllama
from ollama import ResponseError

try:
    llm = ChatOllama(model="llama9")
    answer = llm.invoke("Who wrote Hamlet?")
except ResponseError:
    llm = ChatOllama(model="llama3")
    answer = llm.invoke("Who wrote Hamlet?")
print(answer.text)
