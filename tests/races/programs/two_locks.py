"""Two locks, taken in two orders."""

import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Account:
    def __init__(self, name):
        self.name, self.lock, self.balance = name, threading.Lock(), 10


def transfer(one, other):
    with one.lock:
        note = llm.invoke(f"Note from {one.name}").content
        with other.lock:
            one.balance -= 1
            other.balance += len(note)


def mended(one, other):
    first, second = sorted((one, other), key=lambda account: account.name)
    with first.lock:
        note = llm.invoke(f"Note from {one.name}").content
        with second.lock:
            one.balance -= 1
            other.balance += len(note)


def both_ways(stage, transfer):
    stage.answers["Note from {name}"] = "x"
    a, b = Account("a"), Account("b")
    threads = [threading.Thread(target=transfer, args=pair) for pair in ((a, b), (b, a))]
    threads[0].start()
    threads[0].join(0.8)
    threads[1].start()
    for thread in threads:
        thread.join()
    assert (a.balance, b.balance) == (10, 10)


def test_fault(stage):
    both_ways(stage, transfer)


def test_mended(stage):
    both_ways(stage, mended)
