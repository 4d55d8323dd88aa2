"""One client for all, made by whoever comes first: two come together."""

import threading

from langchain_ollama import ChatOllama

lock = threading.Lock()


class Clients:
    def __init__(self):
        self.made = 0
        self.client = None

    def make(self):
        self.made += 1
        return ChatOllama(model="llama3")

    def get(self):
        if self.client is None:
            self.client = self.make()
        return self.client


class Mended(Clients):
    def get(self):
        with lock:
            return super().get()


def two_threads(stage, clients):
    stage.answers["Hello"] = "Hello"
    threads = [threading.Thread(target=lambda: clients.get().invoke("Hello")) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clients.made == 1


def test_fault(stage):
    two_threads(stage, Clients())


def test_mended(stage):
    two_threads(stage, Mended())
