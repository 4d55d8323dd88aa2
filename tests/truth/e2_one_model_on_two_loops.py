import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
print(asyncio.run(llm.ainvoke("Hi")).content)
try:
    print(asyncio.run(llm.ainvoke("Hi")).content)
except RuntimeError as error:
    print(error)
