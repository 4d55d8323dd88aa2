from langchain_core.output_parsers import StrOutputParser
from langchain_ollama import ChatOllama


async def ups(texts):
    async for text in texts:
        yield text.upper()


chain = ChatOllama(model="llama3") | StrOutputParser() | ups

print(chain.invoke("Write a motto for a bakery."))
