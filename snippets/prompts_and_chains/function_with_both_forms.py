import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda
from langchain_ollama import ChatOllama


def shout(text):
    return text.upper()


async def ashout(text):
    return text.upper()


llm = ChatOllama(model="llama3")
step = RunnableLambda(shout, afunc=ashout)
chain = llm | StrOutputParser() | step

print(chain.invoke("Write a motto for a bakery."))
print(asyncio.run(chain.ainvoke("Write a motto for a garage.")))
