"""A reader looks whether there is mail, takes the lock, and waits: what has come in between, nobody tells him again."""

import threading

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Mailbox:
    def __init__(self):
        self.changed, self.letters = threading.Condition(), []

    def put(self, letter):
        with self.changed:
            self.letters.append(letter)
            self.changed.notify()

    def take(self):
        if not self.letters:
            with self.changed:
                self.changed.wait()
        return self.letters.pop()


class Mended(Mailbox):
    def take(self):
        with self.changed:
            while not self.letters:
                self.changed.wait()
            return self.letters.pop()


def one_letter(stage, mailbox):
    stage.answers["Write a letter"] = {"text": "Dear reader", "first_token": 1}
    got = []
    reader = threading.Thread(target=lambda: got.append(mailbox.take()))
    reader.start()
    mailbox.put(llm.invoke("Write a letter").content)
    reader.join()
    assert got == ["Dear reader"]


def test_fault(stage):
    one_letter(stage, Mailbox())


def test_mended(stage):
    one_letter(stage, Mended())
