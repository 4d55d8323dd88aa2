"""Where the event loop of a test is held up (``awaited/testing/held.py``)."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from awaited.testing.held import HeldUp
from awaited.testing.stage import TestStage

SECOND = 1_000_000_000


def longest(stage: TestStage) -> HeldUp | None:
    return stage._holds.longest


async def test_a_loop_that_nobody_holds_up(stage: TestStage) -> None:
    await asyncio.sleep(1)
    assert longest(stage) is None


async def test_lines_that_follow_each_other_hold_it_up_together(stage: TestStage) -> None:
    time.sleep(2)
    await asyncio.sleep(1)
    for _ in range(2):
        time.sleep(1)  # the longer one
        time.sleep(0.5)
    held = longest(stage)
    assert held is not None
    assert (held.start, held.end) == (3 * SECOND, 6 * SECOND)
    assert [line.partition(" ")[2] for line in held.at] == ["(time.sleep(1))", "(time.sleep(0.5))"]
    assert [*held.at.values()] == [2 * SECOND, SECOND]


async def test_who_waits_in_a_library_stands_at_the_line_that_called_it(stage: TestStage) -> None:
    thread = threading.Thread(target=time.sleep, args=(1,))
    thread.start()
    thread.join()
    held = longest(stage)
    assert held is not None
    assert [*held.at] == [
        f"{Path(__file__).name}:{test_who_waits_in_a_library_stands_at_the_line_that_called_it.__code__.co_firstlineno + 3} (thread.join())"
    ]


async def test_the_first_of_two_that_are_as_long(stage: TestStage) -> None:
    for _ in range(2):
        time.sleep(1)
        await asyncio.sleep(1)
    held = longest(stage)
    assert held is not None
    assert held.start == 0


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
