import asyncio
import inspect

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    function = llm.ainvoke
    print("function:", inspect.iscoroutinefunction(function))

    call = function("What is the capital of Japan?")
    print("object:  ", type(call).__name__)

    task = asyncio.create_task(call)
    print("task:    ", type(task).__name__)

    answer = await task
    print("answer:  ", type(answer).__name__)


asyncio.run(main())
