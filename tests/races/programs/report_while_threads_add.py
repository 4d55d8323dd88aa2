"""A report goes through a dictionary while threads add to it."""

import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Scores:
    def __init__(self):
        self.of = {"zoe": 1}

    def add(self, name):
        self.of[name] = len(llm.invoke(f"Score of {name}").content)

    def report(self):
        title = llm.invoke("Title of the report").content
        return [f"{title}: {name} {score}" for name, score in self.rows()]

    def rows(self):
        for name in self.of:
            yield name, self.of[name]


class Mended(Scores):
    def rows(self):
        yield from list(self.of.items())


def evening(stage, scores):
    stage.answers["Score of {name}"] = "xxx"
    stage.answers["Title of the report"] = {"text": "Today", "first_token": 1.1}
    lines = []
    threads = [threading.Thread(target=scores.add, args=(name,)) for name in ("ann", "bob")]
    threads.append(threading.Thread(target=lambda: lines.extend(scores.report())))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "Today: zoe 1" in lines


def test_fault(stage):
    evening(stage, Scores())


def test_mended(stage):
    evening(stage, Mended())
