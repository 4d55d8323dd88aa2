import asyncio
from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def ask(question):
    loop = asyncio.get_event_loop()
    return loop.run_until_complete(llm.ainvoke(question))


with ThreadPoolExecutor() as pool:
    future = pool.submit(ask, "What is the capital of Japan?")
    print(future.result().text)
