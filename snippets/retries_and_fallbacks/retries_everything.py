import time

from langchain_ollama import ChatOllama
from ollama import ResponseError

llm = ChatOllama(model="llama3").with_retry()

start = time.perf_counter()
try:
    print(llm.invoke("A headline in a language you do not know").text)
except ResponseError as error:
    print(error)
print("worth waiting for:", time.perf_counter() - start > 3)
