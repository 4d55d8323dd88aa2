import asyncio
import threading

from langchain_core.language_models import SimpleChatModel
from langchain_ollama import ChatOllama

ollama = ChatOllama(model="llama3")


class SyncOnlyModel(SimpleChatModel):
    _llm_type = "sync-only"

    def _call(self, messages, stop=None, run_manager=None, **kwargs):
        print("the sync half, in", threading.current_thread().name)
        return ollama.invoke(messages).text


async def main():
    llm = SyncOnlyModel()
    await asyncio.gather(
        llm.ainvoke("Name a fruit."),
        llm.ainvoke("Name a fruit."),
    )


asyncio.run(main())
