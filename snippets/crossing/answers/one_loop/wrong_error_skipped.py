import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def describe(city):
    return asyncio.run(llm.ainvoke(f"Describe {city}")).text


for city in ["Rome", "Oslo", "Cairo"]:
    try:
        print(describe(city))
    except RuntimeError:
        pass
