"""Who wakes from a condition takes for granted that there is something: `if` stands where `while` belongs."""

import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Tickets:
    def __init__(self):
        self.condition = threading.Condition()
        self.open = []
        self.closed = False

    def add(self, ticket):
        with self.condition:
            self.open.append(ticket)
            self.condition.notify_all()

    def close(self):
        with self.condition:
            self.closed = True
            self.condition.notify_all()

    def take(self):
        with self.condition:
            if not self.open and not self.closed:
                self.condition.wait()
            if self.closed and not self.open:
                return None
            return self.open.pop(0)


class Mended(Tickets):
    def take(self):
        with self.condition:
            while not self.open and not self.closed:
                self.condition.wait()
            return self.open.pop(0) if self.open else None


def a_desk(stage, tickets):
    stage.answers["Answer {ticket}"] = {"text": "Done: {ticket}", "first_token": 4}
    answered, errors = [], []

    def clerk():
        try:
            while (ticket := tickets.take()) is not None:
                answered.append(llm.invoke(f"Answer {ticket}").content)
        except Exception as error:
            errors.append(error)

    clerks = [threading.Thread(target=clerk) for _ in range(2)]
    tickets.add("first")
    tickets.add("second")
    for thread in clerks:
        thread.start()
    stage.advance(2)
    tickets.add("third")
    stage.advance(20)
    tickets.close()
    for thread in clerks:
        thread.join()
    assert not errors
    assert sorted(answered) == ["Done: first", "Done: second", "Done: third"]


def test_fault(stage):
    a_desk(stage, Tickets())


def test_mended(stage):
    a_desk(stage, Mended())
