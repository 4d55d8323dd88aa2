import asyncio

import nest_asyncio2
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def describe(question):
    # Sync code, called while the loop is running.
    loop = asyncio.get_running_loop()
    return loop.run_until_complete(llm.ainvoke(question)).text


async def show(question):
    print(describe(question))


async def main():
    nest_asyncio2.apply()
    await asyncio.gather(show("Describe Rome"), show("Tell of Rome"))


with asyncio.Runner() as runner:
    runner.run(main())
