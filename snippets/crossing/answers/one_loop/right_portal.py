from anyio.from_thread import start_blocking_portal
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

with start_blocking_portal() as portal:
    for city in ["Rome", "Oslo", "Cairo"]:
        print(portal.call(llm.ainvoke, f"Describe {city}").text)
