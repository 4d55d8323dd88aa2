"""What pages say of one Python and not of another: each sentence that names a version, run on the one that is here.

``make test-python-3.13`` runs this on another one, so that both halves of a sentence are seen.
"""

import asyncio
import concurrent.futures
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from test_snippets import LIBRARY

from awaited import Stage


def said(main: Callable[[], Coroutine[Any, Any, Any]]) -> str:
    """What a program ends with, in words."""
    try:
        return str(asyncio.run(main()))
    except (TypeError, ValueError) as error:
        return str(error)


async def soon(text: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    return text


async def own_tasks() -> list[str]:
    tasks = {asyncio.create_task(soon(text, seconds)): text for text, seconds in [("late", 0.02), ("early", 0.0)]}
    return [tasks[task] async for task in asyncio.as_completed(tasks)]  # type: ignore[attr-defined, unused-ignore]


def test_as_completed_gives_own_tasks() -> None:
    """Many calls at once: with ``async for`` on 3.13 and newer, a ``TypeError`` before."""
    answer = said(own_tasks)
    if sys.version_info >= (3, 13):
        assert answer == "['early', 'late']"
    else:
        assert answer.startswith("'async for' requires an object with __aiter__ method")


async def chunks() -> Any:
    yield "a chunk"


async def await_chunks() -> None:
    await chunks()


async def missing_star() -> None:
    await asyncio.gather([])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("main", "before", "since"),
    [
        (await_chunks, "object async_generator can't be used in 'await' expression", "'async_generator' object can't be awaited"),
        (missing_star, "unhashable type: 'list'", "cannot use 'list' as a dict key (unhashable type: 'list')"),
    ],
)
def test_words_of_3_14(main: Callable[[], Coroutine[Any, Any, Any]], before: str, since: str) -> None:
    """Streaming and Many calls at once: both wordings of an error."""
    assert said(main) == (since if sys.version_info >= (3, 14) else before)


@pytest.mark.parametrize(("cores", "threads"), [(16, 20), (100, 32)])
def test_threads_of_a_pool(cores: int, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batch: as many threads as there are cores, plus four, and 32 at most; since 3.13 only the cores that the program may use."""
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(os, "process_cpu_count", lambda: 1, raising=False)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        assert pool._max_workers == (5 if sys.version_info >= (3, 13) else threads)


def test_what_a_race_of_runs_keeps() -> None:
    """Data: three runs of one thread lose two questions before 3.12, and two answers since then."""
    with Stage(LIBRARY.server()) as stage:
        stage.execute(LIBRARY.code("data/checkpointer_race"), str(LIBRARY.root / "data" / "checkpointer_race.py"))
    lines = stage.recorded_as("data/checkpointer_race").output.splitlines()
    kinds = [line.partition(":")[0] for line in lines]
    assert kinds == (["human"] * 3 + ["ai"] if sys.version_info >= (3, 12) else ["human", "ai"])
    assert lines[-1] == "ai: I noted that about the plants, too."
