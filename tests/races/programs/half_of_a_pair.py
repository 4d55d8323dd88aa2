"""Two fields that belong together are written one after the other, and a reader with a clock of its own looks between the two."""

import threading
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Page:
    def __init__(self):
        self.title = self.text = "old"

    def write(self, title):
        text = llm.invoke(f"Write on {title}").content
        self.title = title
        self.text = text

    def read(self):
        title = self.title
        return title, self.text


class Mended(Page):
    shown = ("old", "old")

    def write(self, title):
        self.shown = title, llm.invoke(f"Write on {title}").content

    def read(self):
        return self.shown


def watched(stage, page):
    stage.answers["Write on {title}"] = "{title}"
    seen = []

    def look():
        for _ in range(3):
            time.sleep(0.25)
            seen.append(page.read())

    threads = [threading.Thread(target=page.write, args=("new",)), threading.Thread(target=look)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(title == text for title, text in seen)


def test_fault(stage):
    watched(stage, Page())


def test_mended(stage):
    watched(stage, Mended())
