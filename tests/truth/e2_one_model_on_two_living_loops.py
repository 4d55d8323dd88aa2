import asyncio
import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask():
    try:
        return (await llm.ainvoke("Hi")).content
    except RuntimeError as error:
        return str(error).partition(" ")[0]


async def main():
    print(await ask())
    said = []
    other = threading.Thread(target=lambda: said.append(asyncio.run(ask())))
    other.start()
    await asyncio.to_thread(other.join)
    print(said)


asyncio.run(main())
