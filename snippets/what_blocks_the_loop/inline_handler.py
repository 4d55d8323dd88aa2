import asyncio
import time

from langchain_core.callbacks import BaseCallbackHandler
from langchain_ollama import ChatOllama


class Audit(BaseCallbackHandler):
    run_inline = True

    def on_chat_model_start(self, *args, **kwargs):
        time.sleep(0.4)  # sends a line to a log server


llm = ChatOllama(model="llama3", callbacks=[Audit()])


async def main():
    questions = ["Is this line free?", "Is that line free?"]
    for answer in await asyncio.gather(*[llm.ainvoke(q) for q in questions]):
        print(answer.text)


asyncio.run(main())
