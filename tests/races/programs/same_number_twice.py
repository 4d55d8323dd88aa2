"""Numbers for rows, taken from the length of a list by several threads."""

import itertools
from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Log:
    def __init__(self):
        self.rows = {}

    def add(self, text):
        number = len(self.rows)
        self.rows[number] = text


class Mended(Log):
    def __init__(self):
        super().__init__()
        self.numbers = itertools.count()

    def add(self, text):
        self.rows[next(self.numbers)] = text


def batch(stage, log):
    stage.answers["Label {text}"] = "label"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda text: log.add(llm.invoke(f"Label {text}").content), "abcd"))
    assert len(log.rows) == 4


def test_fault(stage):
    batch(stage, Log())


def test_mended(stage):
    batch(stage, Mended())
