import asyncio
import threading

from langchain_core.callbacks import AsyncCallbackHandler, BaseCallbackHandler
from langchain_ollama import ChatOllama


class Sync(BaseCallbackHandler):
    def on_chat_model_start(self, *args, **kwargs):
        print("sync handler in", threading.current_thread().name)


class Async(AsyncCallbackHandler):
    async def on_chat_model_start(self, *args, **kwargs):
        print("async handler in", threading.current_thread().name)


llm = ChatOllama(model="llama3", callbacks=[Sync(), Async()])


async def main():
    await llm.ainvoke("Greet Ada")


llm.invoke("Greet Ada")
asyncio.run(main())
