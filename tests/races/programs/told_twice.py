"""The last of several threads tells that all is done; counting and looking are two steps."""

import threading
from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Job:
    def __init__(self, chapters):
        self.chapters = chapters
        self.lock = threading.Lock()
        self.done = 0
        self.mails = []

    def proofread(self, chapter):
        llm.invoke(f"Proofread {chapter}")
        with self.lock:
            self.done += 1
        if self.done == len(self.chapters):
            self.mails.append("Your book is ready.")

    def run(self):
        with ThreadPoolExecutor(max_workers=2) as pool:
            for chapter in self.chapters:
                pool.submit(self.proofread, chapter)
        return self.mails


class Mended(Job):
    def proofread(self, chapter):
        llm.invoke(f"Proofread {chapter}")
        with self.lock:
            self.done += 1
            last = self.done == len(self.chapters)
        if last:
            self.mails.append("Your book is ready.")


def a_book(stage, job):
    stage.answers["Proofread {chapter}"] = "Fine."
    assert job.run() == ["Your book is ready."]


def test_fault(stage):
    a_book(stage, Job(["one", "two", "three"]))


def test_mended(stage):
    a_book(stage, Mended(["one", "two", "three"]))
