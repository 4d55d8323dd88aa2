import asyncio
import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask():
    answer = await llm.ainvoke("What is the capital of Japan?")
    print(answer.text)


thread = threading.Thread(target=lambda: asyncio.run(ask()))
thread.start()
thread.join()
