import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_ollama import ChatOllama


def quote(text):
    return f"“{text}”"


model = ChatOllama(model="llama3") | StrOutputParser()
chain = model | quote

print(asyncio.run(chain.ainvoke("Write a motto for a bakery.")))
try:
    print(chain.invoke("Write a motto for a garage."))
except TypeError as error:
    print(error)
