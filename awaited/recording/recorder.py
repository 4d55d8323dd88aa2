"""Keeps what the stage tells of a run, and gives it as a ``Recording`` whenever somebody asks."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from awaited.recording.calls import CallLog, current_name
from awaited.recording.recording import Print, Recording, digest
from awaited.recording.room import Room

NANOSECONDS = 1_000_000_000


class Recorder:
    """An observer of the stage (``awaited.stage.observer.Observer``) that keeps what it is told.

    Args:
        log: The calls, which those who make or answer them note themselves.
        now: What the program's clock shows, in nanoseconds.
        grain: Nanoseconds that are not worth telling apart: none in virtual time.
        on_print: Called with each ``Print`` as it happens.
        room: For how much output there is room; what does not fit is dropped, and said to be. None: for all.
    """

    def __init__(
        self,
        log: CallLog,
        now: Callable[[], int],
        grain: int = 0,
        on_print: Callable[[Print], None] = lambda written: None,
        room: Room | None = None,
    ) -> None:
        self._log = log
        self._now = now
        self._grain = grain
        self._digits = 2 if grain else 6
        self._on_print = on_print
        self._room = room
        self._prints: list[Print] = []
        self._blocked: list[tuple[float, float]] = []
        self._left: list[str] = []
        self._warned: list[str] = []
        self._raised = ""
        self._end: int | None = None

    # -- what the stage tells

    def printed(self, at: int, text: str, to: str) -> None:
        """See ``Observer.printed``."""
        written = Print(self._seconds(at), current_name(), text, to)
        for part in [written] if self._room is None else self._room.take(written):
            self._keep(part)

    def _keep(self, written: Print) -> None:
        last = self._prints[-1] if self._prints else None
        if last and (last.at, last.by, last.to) == (written.at, written.by, written.to):
            last.text += written.text
        else:
            self._prints.append(replace(written))
        self._on_print(written)

    def blocked(self, start: int, end: int) -> None:
        """See ``Observer.blocked``."""
        if end - start <= self._grain:
            return
        span = (self._seconds(start), self._seconds(end))
        if self._blocked and round(abs(span[0] - self._blocked[-1][1]), 6) <= self._grain / NANOSECONDS:
            span = (self._blocked.pop()[0], span[1])
        self._blocked.append(span)

    def warned(self, category: str) -> None:
        """See ``Observer.warned``."""
        self._warned.append(category)

    def left(self, what: str) -> None:
        """See ``Observer.left``."""
        self._left.append(what)

    def ended(self, at: int, raised: str) -> None:
        """See ``Observer.ended``."""
        for part in [] if self._room is None else self._room.rest():
            self._keep(part)
        self._end, self._raised = at, raised

    # -- what is asked

    def recording(self, snippet: str, files: Mapping[str, str]) -> Recording:
        """What was recorded so far. It is a copy: what happens later does not change it.

        Args:
            snippet: The name of the program, ``chapter/name`` for a snippet.
            files: The text of the program's files by name, the main one's first.
        """
        codes = iter(files.items())
        main = next(codes, ("", ""))
        calls = []
        for call in self._log.calls:
            times = {name: getattr(call, name) for name in ("start", "served", "first", "end")}
            times = {name: None if value is None else round(value, self._digits) for name, value in times.items()}
            if times["served"] is None and call.kind == "model":
                times["served"] = times["end"]  # it never left the server's queue
            if times["served"] is not None and round(times["served"] - (times["start"] or 0.0), 6) <= self._grain / NANOSECONDS:
                times["served"] = None
            calls.append(replace(call, **times, outcome=call.outcome or "unfinished"))
        return Recording(
            snippet,
            digest(main[1]),
            seconds=self._seconds(self._now() if self._end is None else self._end),
            raised=self._raised,
            warned=list(self._warned),
            left=list(self._left),
            files={name: digest(code) for name, code in codes},
            calls=calls,
            prints=[replace(written) for written in self._prints],
            blocked=list(self._blocked),
        )

    def _seconds(self, at: int) -> float:
        return round(at / NANOSECONDS, self._digits)
