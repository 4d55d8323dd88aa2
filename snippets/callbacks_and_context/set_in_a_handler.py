import asyncio
from contextvars import ContextVar

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_ollama import ChatOllama

trace = ContextVar("trace", default="none")


class Trace(AsyncCallbackHandler):
    async def on_chat_model_start(self, *args, run_id, **kwargs):
        trace.set("set by the handler")


class InlineTrace(Trace):
    run_inline = True


async def ask(handler):
    llm = ChatOllama(model="llama3", callbacks=[handler])
    await llm.ainvoke("Greet Ada")
    print(type(handler).__name__, "->", trace.get())


async def main():
    await asyncio.create_task(ask(Trace()))
    await asyncio.create_task(ask(InlineTrace()))


asyncio.run(main())
