import asyncio
import signal

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    loop = asyncio.get_running_loop()
    # Stands for the keys: after two seconds you press Ctrl+C.
    loop.call_later(2, signal.raise_signal, signal.SIGINT)
    try:
        await llm.ainvoke("Write a slow poem.")
    finally:
        print("cleaning up")


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("bye")
