import asyncio
import threading

from langchain_core.language_models import SimpleChatModel
from langchain_core.outputs import ChatGenerationChunk
from langchain_ollama import ChatOllama

ollama = ChatOllama(model="llama3")


class SyncStreamModel(SimpleChatModel):
    _llm_type = "sync-stream"

    def _call(self, messages, stop=None, run_manager=None, **kwargs):
        return ollama.invoke(messages).text

    def _stream(self, messages, stop=None, run_manager=None, **kwargs):
        for chunk in ollama.stream(messages):
            pool, _, _ = threading.current_thread().name.partition("_")
            print(f"from a thread of {pool}", end=": ")
            yield ChatGenerationChunk(message=chunk)


async def main():
    async for chunk in SyncStreamModel().astream("Name a fruit."):
        print(chunk.text)


asyncio.run(main())
