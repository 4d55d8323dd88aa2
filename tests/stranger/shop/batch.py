import threading
from concurrent.futures import ThreadPoolExecutor

from shop.models import small


class Ledger:
    def __init__(self):
        self.rows, self.tokens, self.lock = [], 0, threading.Lock()

    def enter(self, message):
        with self.lock:
            self.rows.append(message.content)
            self.tokens += message.usage_metadata["total_tokens"]


def run(texts, workers=4):
    ledger = Ledger()
    with ThreadPoolExecutor(workers) as pool:
        for message in pool.map(lambda text: small.invoke(f"Label {text}"), texts):
            ledger.enter(message)
    return ledger
