"""A wait that begins after the notification waits for ever."""

import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Result:
    def __init__(self):
        self.changed, self.value = threading.Condition(), None

    def put(self, value):
        with self.changed:
            self.value = value
            self.changed.notify_all()

    def get(self):
        with self.changed:
            self.changed.wait()
            return self.value


class Mended(Result):
    def get(self):
        with self.changed:
            self.changed.wait_for(lambda: self.value is not None)
            return self.value


def ask(stage, result):
    stage.answers["Slow question"] = "answer"
    stage.answers["Quick question"] = {"text": "aside", "first_token": 0.3}
    threading.Thread(target=lambda: result.put(llm.invoke("Slow question").content)).start()
    llm.invoke("Quick question")
    assert result.get() == "answer"


def test_fault(stage):
    ask(stage, Result())


def test_mended(stage):
    ask(stage, Mended())
