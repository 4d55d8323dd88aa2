import asyncio
import time

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
    await asyncio.to_thread(save)
    calls = [asyncio.create_task(llm.ainvoke(q)) for q in questions]
    print(len(await asyncio.gather(*calls)), "answers")


asyncio.run(main())
