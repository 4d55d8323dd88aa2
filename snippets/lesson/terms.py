import asyncio
import inspect

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    print("coroutine function:", inspect.iscoroutinefunction(llm.ainvoke))
    waiting = llm.ainvoke("Explain relativity")
    print("what a call returns:", type(waiting).__name__)
    answer = await waiting
    print("what await gives:", type(answer).__name__)


asyncio.run(main())
