"""Two transfers lock their accounts in two orders. Each asks for leave before, and the second comes when the first has long been done."""

import threading
import time

from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-5", api_key="none", max_retries=0)


class Account:
    def __init__(self, number):
        self.number, self.balance, self.lock = number, 10, threading.Lock()


def in_turn(one, other):
    return one, other


def by_number(one, other):
    return sorted((one, other), key=lambda account: account.number)


def evening(stage, ordered):
    stage.answers["May I?"] = {"text": "Yes", "first_token": 0.5}
    ann, bob = Account(1), Account(2)

    def transfer(source, target, after):
        time.sleep(after)
        llm.invoke("May I?")
        first, second = ordered(source, target)
        with first.lock, second.lock:
            source.balance -= 1
            target.balance += 1

    threads = [threading.Thread(target=transfer, args=args) for args in ((ann, bob, 0), (bob, ann, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (ann.balance, bob.balance) == (10, 10)


def test_fault(stage):
    evening(stage, in_turn)


def test_mended(stage):
    evening(stage, by_number)
