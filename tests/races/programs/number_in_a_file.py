"""The number of the last invoice stands in a file; one line reads it, adds one, and writes it."""

import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Invoices:
    def __init__(self, path):
        self.path, self.lock = path, threading.Lock()

    def count(self):
        self.path.write_text(str(int(self.path.read_text()) + 1))

    def write(self, customer):
        llm.invoke(f"Invoice for {customer}")
        self.count()


class Mended(Invoices):
    def count(self):
        with self.lock:
            super().count()


def month(stage, kind):
    stage.answers["Invoice for {customer}"] = "Please pay."
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "last"
        path.write_text("0")
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(kind(path).write, "abc"))
        assert path.read_text() == "3"


def test_fault(stage):
    month(stage, Invoices)


def test_mended(stage):
    month(stage, Mended)
