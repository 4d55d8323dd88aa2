import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def describe(city):
    with asyncio.Runner() as runner:
        return runner.run(llm.ainvoke(f"Describe {city}")).text


try:
    for city in ["Rome", "Oslo", "Cairo"]:
        print(describe(city))
except RuntimeError as error:
    print("RuntimeError:", error)
