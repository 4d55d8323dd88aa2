import asyncio

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_ollama import ChatOllama

queue = asyncio.Queue()


class Tokens(AsyncCallbackHandler):
    async def on_llm_new_token(self, token, **kwargs):
        await queue.put(token)


llm = ChatOllama(model="llama3", callbacks=[Tokens()])


async def ask(question):
    try:
        await llm.ainvoke(question)
    except Exception as error:
        await queue.put(str(error))
    finally:
        await queue.put(None)


async def show():
    while (token := await queue.get()) is not None:
        print(token, end="", flush=True)


async def main():
    for name in ["Ada", "nobody"]:
        call = asyncio.create_task(ask(f"Greet {name}"))
        await show()
        await call
        print()


asyncio.run(main())
