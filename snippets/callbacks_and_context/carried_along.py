import asyncio

from langchain_core.runnables import RunnableLambda
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def log_in(name):
    return {"user": name, "question": f"Greet {name}"}


async def ask(state):
    answer = await llm.ainvoke(state["question"])
    return {**state, "answer": answer.text}


async def main():
    chain = RunnableLambda(log_in) | ask
    state = await chain.ainvoke("Ada")
    print(state["user"], "reads:", state["answer"])


asyncio.run(main())
