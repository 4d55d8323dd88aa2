import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableGenerator
from langchain_ollama import ChatOllama


def ups(texts):
    for text in texts:
        yield text.upper()


async def aups(texts):
    async for text in texts:
        yield text.upper()


step = RunnableGenerator(ups, aups)
chain = ChatOllama(model="llama3") | StrOutputParser() | step

print(chain.invoke("Write a motto for a bakery."))
print(asyncio.run(chain.ainvoke("Write a motto for a garage.")))
