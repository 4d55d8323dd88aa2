from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
question = "What is the capital of Japan?"

with ThreadPoolExecutor() as pool:
    print(pool.submit(llm.invoke, question).result().text)
print(pool.submit(llm.invoke, question).result().text)
