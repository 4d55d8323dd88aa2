import asyncio

from asgiref.sync import async_to_sync
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def view():
    answer = async_to_sync(llm.ainvoke)("What is the capital of Japan?")
    print(answer.text)


asyncio.run(view())
