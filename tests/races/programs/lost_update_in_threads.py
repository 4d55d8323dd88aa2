"""Read, change, write in threads: a counter of tokens."""

import threading
from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Usage:
    def __init__(self):
        self.tokens = 0

    def add(self, message):
        self.tokens += message.usage_metadata["total_tokens"]


class Mended(Usage):
    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()

    def add(self, message):
        with self.lock:
            super().add(message)


def three_threads(stage, usage):
    stage.answers["Summarise {text}"] = "short"
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda text: usage.add(llm.invoke(f"Summarise {text}")), "abc"))
    assert usage.tokens == 9


def test_fault(stage):
    three_threads(stage, Usage())


def test_mended(stage):
    three_threads(stage, Mended())
