"""What holds up the event loop of a test, and at which of the project's lines."""

import asyncio
import linecache
import sys
from collections.abc import Container
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from awaited.stage.scheduler import NANOSECONDS, Scheduler

_CALLBACK = asyncio.Handle._run.__code__
SHOWN = 3
"""So many lines of one stretch are named."""


class HeldUp(NamedTuple):
    """A stretch of time in which an event loop was held up without a break."""

    start: int
    """In nanoseconds of virtual time, as ``end`` is."""
    end: int
    at: dict[str, int]
    """For how many nanoseconds each line of the project did it. A line: ``shop.py:31 (time.sleep(1))``."""

    @property
    def seconds(self) -> float:
        """How long it was."""
        return (self.end - self.start) / NANOSECONDS

    @property
    def where(self) -> str:
        """The lines in words, those that took longest first; empty: no code of the project's."""
        lines = sorted(self.at.items(), key=lambda line: -line[1])
        if [length for _, length in lines] == [self.end - self.start]:
            return f", at {lines[0][0]}"
        told = [f", {length / NANOSECONDS:g} s of it at {line}" for line, length in lines[:SHOWN]]
        return "".join(told) + (f", and at {len(lines) - SHOWN} more" if len(lines) > SHOWN else "")


class Holds:
    """Notes whenever an event loop is held up, and where.

    Args:
        on: Who tells.
        files: The project's own.
    """

    def __init__(self, on: Scheduler, files: Container[str]) -> None:
        self._files = files
        self._tell = on.on_blocked
        self._found: list[HeldUp] = []
        on.on_blocked = self._note

    @property
    def longest(self) -> HeldUp | None:
        """The longest stretch, of several the first; None: no loop was held up."""
        return max(self._found, key=lambda held: held.end - held.start, default=None)

    def _note(self, start: int, end: int) -> None:
        self._tell(start, end)
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename not in self._files:
            # A library's own callback: who runs the loop did not call it.
            frame = frame.f_back if frame.f_code is not _CALLBACK else None
        begun = start
        at: dict[str, int] = {}
        if self._found and self._found[-1].end == start:
            begun, _, at = self._found.pop()
        if frame is not None:
            path, line = frame.f_code.co_filename, frame.f_lineno
            source = linecache.getline(path, line).partition("  # ")[0].strip()
            known = f"{Path(path).name}:{line} ({source})"
            at[known] = at.get(known, 0) + end - start
        self._found.append(HeldUp(begun, end, at))
