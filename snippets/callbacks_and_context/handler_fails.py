from langchain_core.callbacks import BaseCallbackHandler
from langchain_ollama import ChatOllama


class Price(BaseCallbackHandler):
    def on_llm_end(self, response, **kwargs):
        print("cents:", response.llm_output["price"])


llm = ChatOllama(model="llama3", callbacks=[Price()])
print(llm.invoke("Greet Ada").text)
