import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask():
    answer = await llm.ainvoke("What is the capital of Japan?")
    print(answer.text)


asyncio.run(ask())
asyncio.get_event_loop().run_until_complete(ask())
