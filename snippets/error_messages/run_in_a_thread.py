import asyncio
from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def ask(question):
    return asyncio.run(llm.ainvoke(question))


with ThreadPoolExecutor() as pool:
    future = pool.submit(ask, "What is the capital of Japan?")
    print(future.result().text)
