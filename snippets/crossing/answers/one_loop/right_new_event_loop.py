import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

loop = asyncio.new_event_loop()


def describe(city):
    return loop.run_until_complete(llm.ainvoke(f"Describe {city}")).text


try:
    for city in ["Rome", "Oslo", "Cairo"]:
        print(describe(city))
except RuntimeError as error:
    print("RuntimeError:", error)
finally:
    loop.close()
