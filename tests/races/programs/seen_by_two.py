"""A crawler's threads look whether a page is known, and note it afterwards: two that find the same link both read it."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
LINKS = {"home": ["prices", "team"], "prices": ["contact"], "team": ["contact"], "contact": []}


class Crawler:
    def __init__(self):
        self.seen = set()
        self.lock = threading.Lock()

    def is_new(self, page):
        if page in self.seen:
            return False
        self.seen.add(page)
        return True

    def crawl(self, pool, page):
        if not self.is_new(page):
            return
        llm.invoke(f"Summarise {page}")
        wait([pool.submit(self.crawl, pool, link) for link in LINKS[page]])


class Mended(Crawler):
    def is_new(self, page):
        with self.lock:
            return super().is_new(page)


def a_site(stage, crawler):
    stage.answers["Summarise {page}"] = "A page."
    stage.answers["Summarise prices"] = {"text": "Prices.", "first_token": 1.5}
    with ThreadPoolExecutor(max_workers=8) as pool:
        pool.submit(crawler.crawl, pool, "home").result()
    assert len(stage.calls) == 4


def test_fault(stage):
    a_site(stage, Crawler())


def test_mended(stage):
    a_site(stage, Mended())
