import asyncio
from contextvars import ContextVar

from langchain_core.runnables import RunnableLambda
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
user = ContextVar("user", default="nobody")


async def log_in(name):
    user.set(name)
    return f"Greet {name}"


async def show(answer):
    print("in the next step:", user.get())
    return answer.text


async def main():
    chain = RunnableLambda(log_in) | llm | show
    await chain.ainvoke("Ada")
    print("after the chain:", user.get())

    await log_in("Bob")
    print("after a plain await:", user.get())


asyncio.run(main())
