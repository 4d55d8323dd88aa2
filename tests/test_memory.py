"""What the model's server has in memory: cold starts, how long a model stays, and models that do not fit together."""

import asyncio
import math
import re
import time
from typing import Any

import pytest

from awaited import FakeChatModel, Model, Recording, Speed, Stage
from awaited.model.memory import duration

MODELS = {
    "a": Speed(0.5, 0.5, load=3.0, memory=0.6),
    "b": Speed(0.5, 0.5, load=2.0, memory=0.6),
    "small": Speed(0.5, 0.5, load=1.0, memory=0.1),
}
HEAD = """
import asyncio, time, httpx, ollama
from langchain_ollama import ChatOllama
def timed(model="a", **more):
    began = time.perf_counter()
    answer = ChatOllama(model=model, **more).invoke("Hi")
    print(f"{time.perf_counter() - began:.1f}", answer.response_metadata["load_duration"] / 1e9)
"""


def perform(code: str) -> Recording:
    with Stage(Model({"Hi": "Good day."}, MODELS)) as stage:
        stage.execute(HEAD + code)
    return stage.recording


@pytest.mark.parametrize(
    ("code", "output"),
    {
        "the first request loads it": ("timed(); timed()", "4.0 3.0\n1.0 0.0\n"),
        "after five minutes it is gone": ("timed(); time.sleep(299); timed(); time.sleep(301); timed()", "4.0 3.0\n1.0 0.0\n4.0 3.0\n"),
        "it stays for as long as is said": ("timed(keep_alive='1h'); time.sleep(3500); timed(keep_alive=60); time.sleep(61); timed()", "4.0 3.0\n1.0 0.0\n4.0 3.0\n"),
        "as long as was said before": ("timed(keep_alive='1h'); timed(); time.sleep(3500); timed()", "4.0 3.0\n1.0 0.0\n1.0 0.0\n"),
        "for ever": ("timed(keep_alive=-1); time.sleep(80000); timed()", "4.0 3.0\n1.0 0.0\n"),
        "not at all": ("timed(keep_alive=0); timed()", "4.0 3.0\n4.0 3.0\n"),
        "two that do not fit together": ("timed(); timed('b'); timed(); timed('small'); timed()", "4.0 3.0\n3.0 2.0\n4.0 3.0\n2.0 1.0\n1.0 0.0\n"),
        "a wrong duration": (
            "for given in ('5', 'soon'):\n    try: timed(keep_alive=given)\n    except ollama.ResponseError as error: print(error)",
            'time: missing unit in duration "5" (status code: 400)\ntime: invalid duration "soon" (status code: 400)\n',
        ),
        "loaded without a question": (
            "began = time.perf_counter()\nollama.generate(model='a', keep_alive='10m')\nprint(time.perf_counter() - began)\ntimed()\n"
            "ollama.generate(model='a', keep_alive=0)\nprint(len(ollama.ps().models))",
            "3.0\n1.0 0.0\n0\n",
        ),
    }.values(),
)  # fmt: skip
def test_a_program(code: str, output: str) -> None:
    recording = perform(code)
    assert recording.output == output


def test_it_tells_what_is_in_memory() -> None:
    code = "timed(keep_alive='10m'); timed('small')\nfor m in ollama.ps().models: print(m.model, round(m.expires_at.timestamp() - time.time()), m.size, m.size_vram, m.context_length)\n"
    assert perform(code).output == "4.0 3.0\n2.0 1.0\na:latest 598 0 0 4096\nsmall:latest 300 0 0 4096\n"


def test_what_fits_is_kept_and_what_was_asked_longest_ago_goes() -> None:
    def kept(models: dict[str, float], asked: str) -> str:
        server = Model({"Hi": "Good day."}, {name: Speed(0.5, 0.5, load=1.0, memory=memory) for name, memory in models.items()})
        for name in asked:
            FakeChatModel(model=name, server=server).invoke("Hi")
        return "".join(server.memory.loaded)

    parts = {"a": 0.65, "b": 0.2, "c": 0.05, "d": 0.1}  # whose sum is a little more than one to a computer
    thirds = dict.fromkeys("abc", 0.3)
    cases = [
        ({"a": 0.5, "b": 0.5}, "ab", "ab"),
        ({"a": 0.5, "b": 0.6}, "ab", "b"),
        (parts, "abcd", "abcd"),
        ({"a": 2.0, "b": 0.1}, "ba", "a"),  # larger than the memory: it is alone there
        ({"a": 2.0, "b": 0.1}, "ab", "b"),
        ({**thirds, "d": 0.3}, "abacd", "acd"),
        ({**thirds, "d": 0.9}, "abcd", "d"),
    ]
    found: list[str] = []
    with Stage(Model({})) as stage:
        stage.call(lambda: found.extend(kept(models, asked) for models, asked, _ in cases))
    assert found == [left for *_, left in cases]


def test_what_takes_time_to_load_or_has_a_size_is_in_memory_and_stays_while_it_is_asked() -> None:
    memory = Model({}, {"slow": Speed(load=1.0), "large": Speed(memory=0.5), "other": Speed()}).memory
    told: list[Any] = []

    def program() -> None:
        for name in ("slow", "large", "other"):
            for keep_alive in (60.0, None):
                with memory.holding(name, keep_alive) as took:
                    told.append((name, took, memory.loaded.get(name)))
        time.sleep(10)
        told.append(memory.loaded)

    with Stage(Model({})) as stage:
        stage.call(program)
    assert told == [
        ("slow", 1.0, math.inf),
        ("slow", 0.0, math.inf),
        ("large", 0.0, math.inf),
        ("large", 0.0, math.inf),
        ("other", 0.0, None),
        ("other", 0.0, None),
        {"slow": 50.0, "large": 50.0},
    ]


def test_a_duration_is_read_as_ollama_reads_it() -> None:
    durations: list[tuple[Any, float | None]] = [
        *((nothing, None) for nothing in (None, "")),
        *((number, number) for number in (0, 5, 0.5)),
        *((ever, math.inf) for ever in (-1, -0.5, "-1s", "-5m")),
        *((zero, 0) for zero in ("0", "-0", "0s", "-0s", "+0")),
        *(("5m", 300), ("+5m", 300), ("1h30m", 5400), ("1.5h", 5400), (".5s", 0.5), ("2.s", 2)),
        ("1m1s1ms1us1µs1ns", 61.001002001),
    ]
    for given, seconds in durations:
        assert duration(given) == (seconds if seconds is None else pytest.approx(seconds, rel=1e-12)), given


def test_what_is_no_duration_is_said_in_ollama_s_words() -> None:
    for missing in ("5", "-1.5"):
        with pytest.raises(ValueError, match=rf'^time: missing unit in duration "{missing}"$'):
            duration(missing)
    for invalid in ("1h30", "5x", "5m 3s", "soon"):
        with pytest.raises(ValueError, match=rf'^time: invalid duration "{invalid}"$'):
            duration(invalid)
    for given in (True, []):
        with pytest.raises(ValueError, match=rf"^invalid type: {re.escape(repr(given))}$"):
            duration(given)


TOGETHER = """
async def timed(n, model):
    await asyncio.sleep(n / 100)
    began = time.perf_counter()
    await ChatOllama(model=model).ainvoke("Hi")
    print(n, model, f"{time.perf_counter() - began + n / 100:.1f}")
async def main(*models):
    await asyncio.gather(*(timed(n, model) for n, model in enumerate(models)))
"""


def test_requests_that_come_while_a_model_loads_wait_for_it_together() -> None:
    assert perform(TOGETHER + "asyncio.run(main('a', 'a', 'small'))").output == "2 small 2.0\n0 a 4.0\n1 a 4.0\n"


def test_who_needs_another_model_waits_until_it_is_idle_and_whoever_comes_later_waits_behind() -> None:
    assert perform(TOGETHER + "asyncio.run(main('a', 'b', 'a', 'small'))").output == "0 a 4.0\n1 b 7.0\n3 small 9.0\n2 a 11.0\n"


@pytest.mark.parametrize(("given_up", "then"), [(0.1, 4.0), (3.5, 4.5)])
def test_who_gives_up_is_out_of_the_way(given_up: float, then: float) -> None:
    code = TOGETHER + (
        "async def impatient():\n"
        "    await asyncio.sleep(0.05)\n"
        f"    await asyncio.wait_for(ChatOllama(model='b').ainvoke('Hi'), {given_up})\n"
        "async def all():\n"
        "    print(await asyncio.gather(impatient(), timed(0, 'a'), timed(10, 'a'), return_exceptions=True))\n"
        "asyncio.run(all())\n"
    )
    assert perform(code).output == f"0 a 4.0\n10 a {then}\n[TimeoutError(), None, None]\n"


def test_loading_is_given_up_with_the_request_that_loads() -> None:
    code = """
def impatient(seconds):
    began = time.perf_counter()
    try: ChatOllama(model="a", client_kwargs={"timeout": seconds}).invoke("Hi")
    except httpx.ReadTimeout: print(f"gave up after {time.perf_counter() - began:.1f}")
impatient(2); impatient(2); print(len(ollama.ps().models)); timed(); impatient(2)
"""
    assert perform(code).output == "gave up after 2.0\ngave up after 2.0\n0\n4.0 3.0\n"


def test_who_waits_for_it_then_queues_and_loads_it_anew() -> None:
    code = TOGETHER + (
        "async def impatient():\n"
        "    await asyncio.wait_for(ChatOllama(model='a').ainvoke('Hi'), 2)\n"
        "async def all():\n"
        "    print(await asyncio.gather(impatient(), timed(1, 'a'), timed(2, 'b'), return_exceptions=True))\n"
        "asyncio.run(all())\n"
    )
    assert perform(code).output == "2 b 5.0\n1 a 9.0\n[TimeoutError(), None, None]\n"


def test_threads_of_this_process_wait_in_the_same_queue() -> None:
    """Without a stage and without a socket: what ``FakeChatModel`` does."""
    models = {"a": Speed(0, 0, load=0.05, memory=0.6), "b": Speed(0, 0, load=0.05, memory=0.6)}
    server = Model({"Hi": "Good day."}, models)
    for name in ("a", "b", "a"):
        assert FakeChatModel(model=name, server=server).invoke("Hi").text == "Good day."
    assert list(server.memory.loaded) == ["a"]
    assert asyncio.run(FakeChatModel(model="b", server=server).ainvoke("Hi")).text == "Good day."
    assert list(server.memory.loaded) == ["b"]
