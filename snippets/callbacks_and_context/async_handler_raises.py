import asyncio

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_ollama import ChatOllama


class Price(AsyncCallbackHandler):
    raise_error = True

    async def on_llm_end(self, response, **kwargs):
        raise ValueError("no price")


llm = ChatOllama(model="llama3", callbacks=[Price()])
print("invoke:", llm.invoke("Greet Ada").text)
try:
    print("ainvoke:", asyncio.run(llm.ainvoke("Greet Ada")).text)
except ValueError as error:
    print("ainvoke:", error)
