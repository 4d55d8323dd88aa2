"""A thread writes what is in a buffer each second, and empties it: what comes in between the two is lost."""

import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Log:
    def __init__(self):
        self.lines, self.written = [], []

    def add(self, line):
        self.lines.append(line)

    def flush(self):
        self.written.extend(self.lines)
        self.lines.clear()


class Mended(Log):
    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()

    def add(self, line):
        with self.lock:
            super().add(line)

    def flush(self):
        with self.lock:
            super().flush()


def an_hour(stage, log):
    stage.answers["Summarise {n}"] = "summary {n}"
    over = threading.Event()

    def flush():
        while not over.wait(1):
            log.flush()

    def summarise(n):
        log.add(llm.invoke(f"Summarise {n}").content)

    flusher = threading.Thread(target=flush)
    others = [threading.Thread(target=summarise, args=(n,)) for n in range(3)]
    for thread in (flusher, *others):
        thread.start()
    for thread in others:
        thread.join()
    over.set()
    flusher.join()
    log.flush()
    assert sorted(log.written) == ["summary 0", "summary 1", "summary 2"]


def test_fault(stage):
    an_hour(stage, Log())


def test_mended(stage):
    an_hour(stage, Mended())
