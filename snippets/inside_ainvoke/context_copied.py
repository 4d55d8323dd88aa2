import asyncio
from contextvars import ContextVar

from langchain_core.language_models import SimpleChatModel
from langchain_ollama import ChatOllama

ollama = ChatOllama(model="llama3")
user = ContextVar("user")


class SyncOnlyModel(SimpleChatModel):
    _llm_type = "sync-only"

    def _call(self, messages, stop=None, run_manager=None, **kwargs):
        print("in the thread:", user.get())
        user.set("somebody else")
        return ollama.invoke(messages).text


async def main():
    user.set("Ada")
    await SyncOnlyModel().ainvoke("Name a fruit.")
    print("afterwards:", user.get())


asyncio.run(main())
