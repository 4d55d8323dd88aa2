import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from langchain_core.language_models import SimpleChatModel
from langchain_ollama import ChatOllama

ollama = ChatOllama(model="llama3")


class SyncOnlyModel(SimpleChatModel):
    _llm_type = "sync-only"

    def _call(self, messages, stop=None, run_manager=None, **kwargs):
        return ollama.invoke(messages).text


def save():
    time.sleep(0.2)
    print("saved")


async def main():
    llm = SyncOnlyModel()
    questions = [f"Name fruit number {n}." for n in range(1, 7)]
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(max_workers=6)
    calls = [loop.run_in_executor(pool, llm.invoke, q) for q in questions]
    await asyncio.sleep(0.1)
    await asyncio.to_thread(save)
    print(len(await asyncio.gather(*calls)), "answers")


asyncio.run(main())
