from concurrent.futures import as_completed

from anyio.from_thread import start_blocking_portal
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

with start_blocking_portal() as portal:
    print(portal.call(llm.ainvoke, "Describe Rome").text)

    futures = [
        portal.start_task_soon(llm.ainvoke, f"Describe {city}")
        for city in ["Oslo", "Cairo"]
    ]
    for future in as_completed(futures):
        print(future.result().text)
