import asyncio
import time

from langchain_core.language_models import SimpleChatModel
from langchain_ollama import ChatOllama

ollama = ChatOllama(model="llama3")


class SyncOnlyModel(SimpleChatModel):
    _llm_type = "sync-only"

    def _call(self, messages, stop=None, run_manager=None, **kwargs):
        return ollama.invoke(messages).text


async def main():
    llm = SyncOnlyModel()
    questions = [f"Name fruit number {n}." for n in range(1, 7)]
    calls = [asyncio.create_task(llm.ainvoke(q)) for q in questions]
    await asyncio.sleep(0.1)

    start = time.perf_counter()
    await asyncio.to_thread(len, "a quick job")
    print(f"The quick job took {time.perf_counter() - start:.1f} s.")
    await asyncio.gather(*calls)


asyncio.run(main())
