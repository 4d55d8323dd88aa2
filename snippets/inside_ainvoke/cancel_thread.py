import asyncio
import time

from langchain_core.language_models import SimpleChatModel
from langchain_ollama import ChatOllama

ollama = ChatOllama(model="llama3")


class SyncOnlyModel(SimpleChatModel):
    _llm_type = "sync-only"

    def _call(self, messages, stop=None, run_manager=None, **kwargs):
        return ollama.invoke(messages).text


llm = SyncOnlyModel()
start = time.perf_counter()


async def main():
    try:
        async with asyncio.timeout(0.5):
            await llm.ainvoke("Name a fruit.")
    except TimeoutError:
        print(f"given up after {time.perf_counter() - start:.1f} s")


asyncio.run(main())
print(f"the program ends after {time.perf_counter() - start:.1f} s")
