import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda
from langchain_ollama import ChatOllama


async def quote(text):
    return f"“{text}”"


model = ChatOllama(model="llama3") | StrOutputParser()
chain = model | RunnableLambda(quote)

print(asyncio.run(chain.ainvoke("Write a motto for a bakery.")))
try:
    print(asyncio.run(chain.ainvoke("Write a motto for a garage.")))
except TypeError as error:
    print(error)
