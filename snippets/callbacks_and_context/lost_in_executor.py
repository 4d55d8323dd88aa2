import asyncio

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Names(BaseCallbackHandler):
    def on_chat_model_start(self, serialized, messages, **kwargs):
        print("seen:", messages[0][0].text)


async def greet(names):
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, llm.invoke, f"Greet {names[0]}")
    await asyncio.to_thread(llm.invoke, f"Greet {names[1]}")
    return "done"


async def main():
    config = {"callbacks": [Names()]}
    print(await RunnableLambda(greet).ainvoke(["Ada", "Bob"], config))


asyncio.run(main())
