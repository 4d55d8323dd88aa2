import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def describe(city):
    try:
        return asyncio.run(llm.ainvoke(f"Describe {city}")).text
    except RuntimeError:
        return asyncio.run(llm.ainvoke(f"Describe {city}")).text


for city in ["Rome", "Oslo", "Cairo"]:
    print(describe(city))
