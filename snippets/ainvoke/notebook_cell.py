import ast
import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

cell = """
answer = await llm.ainvoke("What is the capital of Japan?")
print(answer.text)
"""


async def notebook():
    flag = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    await eval(compile(cell, "cell", "exec", flag))


asyncio.run(notebook())
