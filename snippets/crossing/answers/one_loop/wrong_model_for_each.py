import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def describe(city):
    own = ChatOllama(model="llama3")
    return asyncio.run(own.ainvoke(f"Describe {city}")).text


for city in ["Rome", "Oslo", "Cairo"]:
    print(describe(city))
