import asyncio
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def measure(river):
    time.sleep(1)  # an old library that talks to a gauge
    return f"{river}: 4 m"


async def main():
    answer = asyncio.create_task(llm.ainvoke("The source: Rhine"))
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, measure, "Rhine"))
    print((await answer).text)


asyncio.run(main())
