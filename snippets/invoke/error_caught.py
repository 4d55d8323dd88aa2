from langchain_ollama import ChatOllama
from ollama import ResponseError

llm = ChatOllama(model="llama9")

try:
    answer = llm.invoke("Name a good tea for the evening.")
    print(answer.text)
except ResponseError as error:
    print("The server says:", error.error)
    print("Status:", error.status_code)
