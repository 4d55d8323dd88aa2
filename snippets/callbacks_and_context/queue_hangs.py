import asyncio
import contextlib

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_ollama import ChatOllama

queue = asyncio.Queue()


class Tokens(AsyncCallbackHandler):
    async def on_llm_new_token(self, token, **kwargs):
        await queue.put(token)

    async def on_llm_end(self, response, **kwargs):
        await queue.put(None)


llm = ChatOllama(model="llama3", callbacks=[Tokens()])


async def show():
    while (token := await queue.get()) is not None:
        print(token, end="", flush=True)


async def main():
    call = asyncio.create_task(llm.ainvoke("Greet nobody"))
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(show(), timeout=60)
    print("No token, and no end, within a minute.")
    with contextlib.suppress(Exception):
        await call


asyncio.run(main())
