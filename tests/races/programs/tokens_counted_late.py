"""Each thread adds what its call has cost, and the calls are far apart: on a slow day two add at once."""

import threading
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Bill:
    def __init__(self):
        self.tokens = 0
        self.lock = threading.Lock()

    def add(self, used):
        self.tokens += used

    def ask(self, after):
        time.sleep(after)
        self.add(llm.invoke("Question").usage_metadata["total_tokens"])


class Mended(Bill):
    def add(self, used):
        with self.lock:
            super().add(used)


def morning(stage, bill):
    stage.answers["Question"] = "Answer"
    threads = [threading.Thread(target=bill.ask, args=(after,)) for after in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bill.tokens == 2 * 2


def test_fault(stage):
    morning(stage, Bill())


def test_mended(stage):
    morning(stage, Mended())
