from langchain_core.callbacks import BaseCallbackHandler
from langchain_openai import ChatOpenAI


class Count(BaseCallbackHandler):
    seen = 0

    def on_llm_new_token(self, token, **kwargs):
        Count.seen += bool(token)


for streaming in (False, True):
    Count.seen = 0
    llm = ChatOpenAI(model="gpt-4o", api_key="no", streaming=streaming, callbacks=[Count()])
    print(llm.invoke("Hi").content, Count.seen)
