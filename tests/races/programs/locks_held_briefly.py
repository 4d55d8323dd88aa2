"""Two locks in two orders, each held for a moment only: the threads must meet, and one must be interrupted between its two locks."""

import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Shelf:
    def __init__(self, *names):
        self.lock, self.names = threading.Lock(), list(names)


def move(name, origin, target):
    llm.invoke(f"Where does {name} belong?")
    with origin.lock:
        origin.names.remove(name)
        with target.lock:
            target.names.append(name)


def mended(name, origin, target):
    llm.invoke(f"Where does {name} belong?")
    with origin.lock:
        origin.names.remove(name)
    with target.lock:
        target.names.append(name)


def tidy(stage, move):
    stage.answers["Where does {name} belong?"] = "Elsewhere"
    stage.answers["Where does tea belong?"] = {"text": "Elsewhere", "first_token": 0.9}
    a, b = Shelf("tea"), Shelf("milk")
    threads = [threading.Thread(target=move, args=("tea", a, b)), threading.Thread(target=move, args=("milk", b, a))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (a.names, b.names) == (["milk"], ["tea"])


def test_fault(stage):
    tidy(stage, move)


def test_mended(stage):
    tidy(stage, mended)
