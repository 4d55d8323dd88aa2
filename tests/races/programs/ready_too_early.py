"""A lazy index says that it is there before it is filled: the thread that comes second searches an empty one."""

import threading
from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
PAGES = ("home", "prices")


class Index:
    def __init__(self):
        self.lock = threading.Lock()
        self.entries = None

    def search(self, word):
        if self.entries is None:
            with self.lock:
                if self.entries is None:
                    self.entries = {}
                    for page in PAGES:
                        self.entries[page] = llm.invoke(f"Keywords of {page}").content
        return [page for page, words in self.entries.items() if word in words]


class Mended(Index):
    def search(self, word):
        if self.entries is None:
            with self.lock:
                if self.entries is None:
                    self.entries = {page: llm.invoke(f"Keywords of {page}").content for page in PAGES}
        return [page for page, words in self.entries.items() if word in words]


def two_visitors(stage, index):
    stage.answers["Keywords of {page}"] = "{page}, shop"
    stage.answers["What does {visitor} look for?"] = {"text": "shop", "first_token": 1}
    stage.answers["What does bob look for?"] = {"text": "shop", "first_token": 5}

    def visit(visitor):
        return index.search(llm.invoke(f"What does {visitor} look for?").content)

    with ThreadPoolExecutor() as pool:
        found = list(pool.map(visit, ["ann", "bob"]))
    assert found == [["home", "prices"]] * 2


def test_fault(stage):
    two_visitors(stage, Index())


def test_mended(stage):
    two_visitors(stage, Mended())
