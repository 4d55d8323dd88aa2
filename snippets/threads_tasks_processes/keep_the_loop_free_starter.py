import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def measure(river):
    time.sleep(1)  # an old library that talks to a gauge
    return f"{river}: 4 m"


async def main():
    answer = asyncio.create_task(llm.ainvoke("The source: Rhine"))
    print(measure("Rhine"))
    print((await answer).text)


asyncio.run(main())
