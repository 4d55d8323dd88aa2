import httpx
from langchain_ollama import ChatOllama

limit = {"timeout": 0.5}
llm = ChatOllama(model="llama3", client_kwargs=limit)

try:
    answer = llm.invoke("Name a good tea for the evening.")
    print(answer.text)
except httpx.TimeoutException:
    print("No answer in time.")
