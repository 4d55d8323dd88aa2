from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda
from langchain_ollama import ChatOllama


async def shout(text):
    return text.upper()


llm = ChatOllama(model="llama3")
chain = llm | StrOutputParser() | RunnableLambda(shout)

print(chain.invoke("Write a motto for a bakery."))
