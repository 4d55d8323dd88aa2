"""What holds up the event loops of a test, and at which of the project's lines."""

import asyncio
import sys
from collections.abc import Container
from types import FrameType
from typing import NamedTuple

from awaited.stage.scheduler import NANOSECONDS, Scheduler
from awaited.stage.watch import HANDLE_RUN
from awaited.testing.standing import Line

_DIGITS = 6
"""Of seconds that are told: a recording has no more."""
SHOWN = 3
"""So many lines of one stretch are named."""


class HeldUp(NamedTuple):
    """A stretch in which an event loop was held up, without time passing in between."""

    start: int
    """In nanoseconds of virtual time, as ``end`` is."""
    end: int
    at: dict[Line, int]
    """For how many nanoseconds each line did it."""

    @property
    def since(self) -> float:
        """When it began, in virtual seconds."""
        return round(self.start / NANOSECONDS, _DIGITS)

    @property
    def seconds(self) -> float:
        """How long it was."""
        return round((self.end - self.start) / NANOSECONDS, _DIGITS)

    @property
    def where(self) -> str:
        """The lines in words, those that took longest first."""
        lines = sorted(self.at.items(), key=lambda line: -line[1])
        if [length for _, length in lines] == [self.end - self.start]:
            return f", at {_told(lines[0][0])}"
        shares = [f", {round(length / NANOSECONDS, _DIGITS):g} s of it at {_told(line)}" for line, length in lines[:SHOWN]]
        if len(lines) > SHOWN:
            shares.append(f", the rest at {len(lines) - SHOWN} more")
        elif sum(self.at.values()) < self.end - self.start:
            shares.append(f",{' the rest' * bool(lines)} in no code of the project's")
        return "".join(shares)


def _told(line: Line) -> str:
    return f"{line.place} ({line.source.partition('  # ')[0].rstrip()})"


class Holds:
    """Notes whenever an event loop is held up, and where.

    Args:
        on: Who tells.
        files: The project's own.
    """

    def __init__(self, on: Scheduler, files: Container[str]) -> None:
        self._files = files
        self._tell = on.on_blocked
        self._last: dict[int, HeldUp] = {}
        """By loop."""
        self._longest: HeldUp | None = None
        on.on_blocked = self._note

    @property
    def longest(self) -> HeldUp | None:
        """The longest stretch, of several the first; None: no loop was held up."""
        return self._longest if self._longest is not None and self._longest.seconds else None

    def _note(self, start: int, end: int) -> None:
        self._tell(start, end)
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename not in self._files:
            # A library's own callback: who runs the loop did not call it.
            frame = frame.f_back if frame.f_code is not HANDLE_RUN else None
        begun = start
        at: dict[Line, int] = {}
        loop = id(asyncio._get_running_loop())
        if loop in self._last and self._last[loop].end == start:
            begun, _, at = self._last[loop]
        if frame is not None:
            line = Line.of(frame)
            at[line] = at.get(line, 0) + end - start
        held = self._last[loop] = HeldUp(begun, end, at)
        if self._longest is None or end - begun > self._longest.end - self._longest.start:
            self._longest = held
