"""Where everybody stands at one moment: each task and thread, at which line of the project, waiting for what."""

import asyncio
import linecache
from collections.abc import Container
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from awaited.stage import loop as loops
from awaited.stage.scheduler import Scheduler
from awaited.stage.watch import chain, frame_of


class Line(NamedTuple):
    """A line of the project."""

    path: str
    number: int
    source: str
    """The line itself, without the space around it."""

    @classmethod
    def of(cls, frame: FrameType) -> "Line":
        """The one at which a frame is."""
        path, number = frame.f_code.co_filename, frame.f_lineno
        return cls(path, number, linecache.getline(path, number).strip())

    @property
    def place(self) -> str:
        """``shop.py:31``."""
        return f"{Path(self.path).name}:{self.number}"


class Stand(NamedTuple):
    """Where somebody stands."""

    who: str
    place: str
    """``shop.py:31``; empty: not in the project's code."""
    source: str
    """The line itself."""
    waits_for: str
    """In words, if that is known."""


def standing(on: Scheduler, files: Container[str]) -> list[Stand]:
    """The tasks that are not done, and the threads, each where it stands."""
    return [*_tasks(files), *_threads(on, files)]


def _tasks(files: Container[str]) -> list[Stand]:
    found = []
    tasks = {task for loop in list(loops._made) for task in asyncio.all_tasks(loop)}
    for task in sorted(tasks, key=lambda t: getattr(t, "_number", 0)):
        if task.done() or task.get_name().startswith("servant"):
            continue
        frames = [frame for of in chain(task.get_coro()) if (frame := frame_of(of)) is not None]
        frame = next((f for f in reversed(frames) if f.f_code.co_filename in files), None)
        if frame is not None:
            found.append(_stand(f"{task.get_name()} ({task.get_coro().__name__})", frame, ""))  # type: ignore[union-attr]
    return found


def _threads(on: Scheduler, files: Container[str]) -> list[Stand]:
    found = []
    for fiber in on.others:
        if fiber.servant:
            continue
        frame: Any = getattr(fiber.handle, "gr_frame", None)
        while frame is not None and frame.f_code.co_filename not in files:
            frame = frame.f_back
        if frame is not None:
            found.append(_stand(f"thread {fiber.ident}", frame, fiber.waits_for))
    return found


def _stand(who: str, frame: FrameType, waits_for: str) -> Stand:
    line = Line.of(frame)
    return Stand(who, line.place, line.source, waits_for)
