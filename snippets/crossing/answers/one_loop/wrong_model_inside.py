import asyncio

from langchain_ollama import ChatOllama


def describe(city):
    llm = ChatOllama(model="llama3")
    return asyncio.run(llm.ainvoke(f"Describe {city}")).text


for city in ["Rome", "Oslo", "Cairo"]:
    print(describe(city))
