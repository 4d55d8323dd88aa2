import asyncio
from concurrent.futures import ThreadPoolExecutor

from langchain_core.language_models import SimpleChatModel
from langchain_ollama import ChatOllama

ollama = ChatOllama(model="llama3")


class SyncOnlyModel(SimpleChatModel):
    _llm_type = "sync-only"

    def _call(self, messages, stop=None, run_manager=None, **kwargs):
        return ollama.invoke(messages).text


async def main():
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(12))
    llm = SyncOnlyModel()
    questions = [f"Name fruit number {n}." for n in range(1, 13)]
    answers = await asyncio.gather(*[llm.ainvoke(q) for q in questions])
    print(len(answers), "answers")


asyncio.run(main())
