import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def answer(question):
    return asyncio.run(llm.ainvoke(question))


async def endpoint():
    return answer("What is the capital of Japan?").text


print(asyncio.run(endpoint()))
