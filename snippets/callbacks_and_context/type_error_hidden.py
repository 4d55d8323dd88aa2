import asyncio

from langchain_core.callbacks import BaseCallbackHandler
from langchain_ollama import ChatOllama


class Price(BaseCallbackHandler):
    raise_error = True

    def on_llm_end(self, response, **kwargs):
        print("cents:", response.llm_output["price"])


llm = ChatOllama(model="llama3", callbacks=[Price()])
try:
    print(asyncio.run(llm.ainvoke("Greet Ada")).text)
except RuntimeError as error:
    print("noticed:", error)
    print("because:", error.__context__)
