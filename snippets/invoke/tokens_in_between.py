from langchain_core.callbacks import BaseCallbackHandler
from langchain_ollama import ChatOllama


class Listener(BaseCallbackHandler):
    def on_llm_new_token(self, token, **kwargs):
        if token:
            print("arrived:", token.strip())


llm = ChatOllama(model="llama3")

answer = llm.invoke(
    "Name a good tea for the evening.",
    {"callbacks": [Listener()]},
)
print(answer.text)
