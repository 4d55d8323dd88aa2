"""An agent runs its tools in threads; each of them writes its step by making a new list of the old one."""

from concurrent.futures import ThreadPoolExecutor

from langchain_core.tools import tool
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Memory:
    def __init__(self):
        self.steps = []

    def note(self, step):
        self.steps = [*self.steps, step]


class Mended(Memory):
    def note(self, step):
        self.steps.append(step)


def research(memory, town):
    @tool
    def weather(town: str) -> str:
        """The weather in a town."""
        answer = llm.invoke(f"Weather in {town}").content
        memory.note(f"weather: {answer}")
        return answer

    @tool
    def news(town: str) -> str:
        """The news of a town."""
        answer = llm.invoke(f"News of {town}").content
        memory.note(f"news: {answer}")
        return answer

    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda one: one.invoke({"town": town}), [weather, news]))


def a_question(stage, memory):
    stage.answers["Weather in {town}"] = "Sun"
    stage.answers["News of {town}"] = {"text": "A fair", "first_token": 1.5}
    research(memory, "Rome")
    assert sorted(memory.steps) == ["news: A fair", "weather: Sun"]


def test_fault(stage):
    a_question(stage, Memory())


def test_mended(stage):
    a_question(stage, Mended())
