"""Where the event loop of a test is held up (``awaited/testing/held.py``). How a test is told of it: ``test_plugin.py``."""

import pytest

from awaited.model.model import Model
from awaited.runner import AnyStage
from awaited.testing.held import HeldUp, Holds
from awaited.testing.standing import Line

SECOND = 1_000_000_000


def longest(code: str) -> tuple[float, float, dict[int, float], str] | None:
    with AnyStage(Model({})) as stage:
        holds = Holds(stage.scheduler, stage.files)
        stage.execute(code)
        held = holds.longest
        where = held.where if held is not None else ""
    assert stage.recording.raised == "", stage.recording.output
    assert (held is None) == (stage.recording.held == 0)  # what is recorded is recorded nevertheless
    if held is None:
        return None
    return held.start / SECOND, held.end / SECOND, {line.number: of / SECOND for line, of in held.at.items()}, where


@pytest.mark.parametrize(
    ("lines", "held"),
    [
        ("await asyncio.sleep(1)", None),
        ("time.sleep(1)", (0, 1, {3: 1}, ", at example.py:3 (time.sleep(1))")),
        ("time.sleep(1e-9)", None),  # the scheduler lets each wait take that much
        (
            "for _ in range(2):\n    time.sleep(1)\n    await asyncio.sleep(1)",
            (0, 1, {4: 1}, ", at example.py:4 (time.sleep(1))"),  # the first of two that are as long
        ),
        (
            "time.sleep(2)\nawait asyncio.sleep(1)\nfor _ in range(2):\n    time.sleep(1)  # a driver\n    time.sleep(0.5)",
            (3, 6, {6: 2, 7: 1}, ", 2 s of it at example.py:6 (time.sleep(1)), 1 s of it at example.py:7 (time.sleep(0.5))"),
        ),
        (  # who waits in a library stands at the line that called it
            "thread = threading.Thread(target=time.sleep, args=(1,))\nthread.start()\nthread.join()",
            (0, 1, {5: 1}, ", at example.py:5 (thread.join())"),
        ),
        (
            "asyncio.get_running_loop().call_soon(time.sleep, 1)\nawait asyncio.sleep(2)",
            (0, 1, {}, ", in no code of the project's"),
        ),
    ],
)
def test_the_longest_stretch_is_known_with_its_lines(lines: str, held: object) -> None:
    code = "import asyncio, threading, time\nasync def main():\n" + "".join(f"    {line}\n" for line in lines.splitlines())
    assert longest(code + "asyncio.run(main())\n") == held


TWO_LOOPS = """\
import asyncio, threading, time
async def hold(after, seconds):
    await asyncio.sleep(after)
    for one in seconds:
        time.sleep(one)
other = threading.Thread(target=asyncio.run, args=(hold({after}, {seconds}),))
other.start()
asyncio.run(hold(0, [1, 1, 1]))
other.join()
"""


@pytest.mark.parametrize(
    ("after", "seconds", "held"),
    [
        (3, [2], (0, 3)),  # one after the other
        (0.5, [1, 1, 1, 1], (0.5, 4.5)),  # beside each other
        (0.5, [1], (0, 3)),
    ],
)
def test_each_loop_is_held_up_by_itself(after: float, seconds: list[int], held: tuple[float, float]) -> None:
    found = longest(TWO_LOOPS.format(after=after, seconds=seconds))
    assert found is not None
    assert found[:2] == held


A, B, C, D, E = (Line("/project/shop.py", number, "wait()") for number in range(1, 6))


@pytest.mark.parametrize(
    ("end", "at", "told"),
    [
        (2, {}, ", in no code of the project's"),
        (2, {A: 2}, ", at shop.py:1 (wait())"),
        (2, {A: 1}, ", 1 s of it at shop.py:1 (wait()), the rest in no code of the project's"),
        (3, {A: 1, B: 2}, ", 2 s of it at shop.py:2 (wait()), 1 s of it at shop.py:1 (wait())"),
        (
            6,
            {A: 1, B: 2, C: 3},
            ", 3 s of it at shop.py:3 (wait()), 2 s of it at shop.py:2 (wait()), 1 s of it at shop.py:1 (wait())",
        ),
        (
            9,
            {A: 1, B: 2, C: 3, D: 0.5, E: 0.5},
            ", 3 s of it at shop.py:3 (wait()), 2 s of it at shop.py:2 (wait()), 1 s of it at shop.py:1 (wait()), the rest at 2 more",
        ),
        (2, {A: 1, Line("/other/shop.py", 1, "wait()"): 1}, ", 1 s of it at shop.py:1 (wait()), 1 s of it at shop.py:1 (wait())"),
    ],
)
def test_lines_are_told_by_how_long_each_took(end: int, at: dict[Line, float], told: str) -> None:
    held = HeldUp(0, end * SECOND, {line: int(seconds * SECOND) for line, seconds in at.items()})
    assert (held.seconds, held.where) == (end, told)


def test_it_is_told_in_seconds() -> None:
    assert HeldUp(SECOND, SECOND * 5 // 4 + 1, {}).seconds == 0.25
