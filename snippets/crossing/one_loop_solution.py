import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def describe(runner, city):
    return runner.run(llm.ainvoke(f"Describe {city}")).text


try:
    with asyncio.Runner() as runner:
        for city in ["Rome", "Oslo", "Cairo"]:
            print(describe(runner, city))
except RuntimeError as error:
    print("RuntimeError:", error)
