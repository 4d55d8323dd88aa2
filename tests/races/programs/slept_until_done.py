"""A report is made after a while, in the hope that the thread has written its text by then: that is too early for a slow answer."""

import threading
import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Report:
    wait = 1.0

    def __init__(self):
        self.texts = []

    def write(self):
        text = llm.invoke("Question").content
        self.texts.append(text)

    def make(self):
        threading.Thread(target=self.write).start()
        time.sleep(self.wait)
        return list(self.texts)


class Mended(Report):
    wait = 2.5


def test_fault(stage):
    stage.answers["Question"] = {"text": "Answer", "first_token": 0.5}
    assert Report().make() == ["Answer"]


def test_mended(stage):
    stage.answers["Question"] = {"text": "Answer", "first_token": 0.5}
    assert Mended().make() == ["Answer"]
