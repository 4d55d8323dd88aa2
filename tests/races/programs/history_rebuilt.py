"""A history that each turn replaces by a longer one: two threads that end together lose a turn, and else they never do."""

import threading
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class History:
    def __init__(self):
        self.turns = []

    def add(self, text):
        answer = llm.invoke(text).content
        self.turns = [*self.turns, answer][-10:]


class Mended(History):
    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()

    def add(self, text):
        answer = llm.invoke(text).content
        with self.lock:
            self.turns = [*self.turns, answer][-10:]


def two_turns(stage, history):
    stage.answers["Say {text}"] = "{text}"
    threads = [threading.Thread(target=history.add, args=(f"Say {n}",)) for n in "ab"]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert sorted(history.turns) == ["a", "b"]


def test_fault(stage):
    two_turns(stage, History())


def test_mended(stage):
    two_turns(stage, Mended())
