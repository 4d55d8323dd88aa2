"""Two threads answer, and whoever waits for them gives up too early for a slow answer."""

from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Desk:
    patience = 1.5

    def __init__(self):
        self.log = []

    def answer(self, question):
        text = llm.invoke(question).content
        self.log.append(question)
        return text

    def both(self):
        with ThreadPoolExecutor(2) as pool:
            futures = [pool.submit(self.answer, f"Question {n}") for n in range(2)]
            return [future.result(timeout=self.patience) for future in futures]


class Mended(Desk):
    patience = 2.5


def ask(stage, desk):
    stage.answers["Question {n}"] = {"text": "Answer", "first_token": 0.5}
    assert desk.both() == ["Answer", "Answer"]


def test_fault(stage):
    ask(stage, Desk())


def test_mended(stage):
    ask(stage, Mended())
