"""Where the event loop of a test is held up (``awaited/testing/held.py``). How a test is told of it: ``test_plugin.py``."""

import pytest

from awaited.model.model import Model
from awaited.runner import AnyStage
from awaited.testing.held import HeldUp, Holds

SECOND = 1_000_000_000


def longest(lines: str) -> HeldUp | None:
    code = "import asyncio, threading, time\nasync def main():\n" + "".join(f"    {line}\n" for line in lines.splitlines())
    with AnyStage(Model({})) as stage:
        holds = Holds(stage.scheduler, stage.files)
        stage.execute(code + "asyncio.run(main())\n")
        blocked = stage.recording.blocked
    held = holds.longest
    assert stage.recording.raised == "", stage.recording.output
    assert (held is None) == (blocked == [])
    if held is not None:  # what is recorded is recorded nevertheless
        assert (held.start / SECOND, held.end / SECOND) in blocked
    return held


@pytest.mark.parametrize(
    ("lines", "held"),
    [
        ("await asyncio.sleep(1)", None),
        ("time.sleep(1)", HeldUp(0, SECOND, {"example.py:3 (time.sleep(1))": SECOND})),
        (
            "for _ in range(2):\n    time.sleep(1)\n    await asyncio.sleep(1)",
            HeldUp(0, SECOND, {"example.py:4 (time.sleep(1))": SECOND}),  # the first of two that are as long
        ),
        (
            "time.sleep(2)\nawait asyncio.sleep(1)\nfor _ in range(2):\n    time.sleep(1)  # a driver\n    time.sleep(0.5)",
            HeldUp(
                3 * SECOND,
                6 * SECOND,
                {"example.py:6 (time.sleep(1))": 2 * SECOND, "example.py:7 (time.sleep(0.5))": SECOND},
            ),
        ),
        (  # who waits in a library stands at the line that called it
            "thread = threading.Thread(target=time.sleep, args=(1,))\nthread.start()\nthread.join()",
            HeldUp(0, SECOND, {"example.py:5 (thread.join())": SECOND}),
        ),
        ("asyncio.get_running_loop().call_soon(time.sleep, 1)\nawait asyncio.sleep(2)", HeldUp(0, SECOND, {})),
    ],
)
def test_the_longest_stretch_is_known_with_its_lines(lines: str, held: HeldUp | None) -> None:
    assert longest(lines) == held


@pytest.mark.parametrize(
    ("end", "at", "told"),
    [
        (2, {}, ""),
        (2, {"a": 2}, ", at a"),
        (2, {"a": 1}, ", 1 s of it at a"),
        (3, {"a": 1, "b": 2}, ", 2 s of it at b, 1 s of it at a"),
        (6, {"a": 1, "b": 2, "c": 3}, ", 3 s of it at c, 2 s of it at b, 1 s of it at a"),
        (9, {"a": 1, "b": 2, "c": 3, "d": 0.5, "e": 0.5}, ", 3 s of it at c, 2 s of it at b, 1 s of it at a, and at 2 more"),
    ],
)
def test_lines_are_told_by_how_long_each_took(end: int, at: dict[str, float], told: str) -> None:
    held = HeldUp(0, end * SECOND, {line: int(seconds * SECOND) for line, seconds in at.items()})
    assert (held.seconds, held.where) == (end, told)


def test_it_is_told_in_seconds() -> None:
    assert HeldUp(SECOND, SECOND * 5 // 4, {}).seconds == 0.25
