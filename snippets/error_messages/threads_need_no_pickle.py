from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

with ThreadPoolExecutor() as pool:
    future = pool.submit(llm.invoke, "What is the capital of Japan?")
    print(future.result().text)
