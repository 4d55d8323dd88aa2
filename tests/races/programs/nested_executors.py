"""A job waits for another job of its own pool: when all threads wait, nobody works."""

import time
from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def report(outer, inner, topic):
    title = llm.invoke(f"Title of {topic}").content
    body = inner.submit(llm.invoke, f"Body of {topic}")
    return title + body.result().content


def two_reports(stage, inner_size):
    stage.answers["Title of {topic}"] = "T"
    stage.answers["Body of {topic}"] = "B"
    outer = ThreadPoolExecutor(2)
    inner = ThreadPoolExecutor(2) if inner_size else outer
    first = outer.submit(report, outer, inner, "rain")
    time.sleep(1.5)
    second = outer.submit(report, outer, inner, "snow")
    assert first.result(60) + second.result(60) == "TBTB"


def test_fault(stage):
    two_reports(stage, 0)


def test_mended(stage):
    two_reports(stage, 2)
