"""A run as text: what was printed, each line with its time, and the timeline for a terminal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from awaited.picture.lanes import Phase, phases
from awaited.picture.timeline import summary
from awaited.recording.calls import Call
from awaited.recording.recording import Recording

QUEUED, WAITING, ANSWERING, RUNNING, HELD = "┄░█▓▒"
SIGNS = QUEUED + WAITING + ANSWERING + RUNNING + HELD + "…┤"
_PLAIN = str.maketrans(SIGNS + "\N{NO-BREAK SPACE}", "-.#=x~| ")
_PHASES = {"queued": QUEUED, "waiting": WAITING, "answering": ANSWERING, "running": RUNNING}
_MEANING = {
    QUEUED: "in the server's queue",
    WAITING: "waiting for the first token",
    ANSWERING: "answering",
    RUNNING: "at work",
    HELD: "event loop held up",
}

NAME, LABEL, NARROWEST = 12, 28, 20
"""Columns for who made a call and for what it asked, at most; and for its bar, at least."""
MOST = 60
"""Calls after these are counted, but not drawn."""


@dataclass(frozen=True)
class Line:
    """A line of output."""

    margin: str
    """When it was written, and by which task or thread."""
    text: str
    to: str
    """``stdout`` or ``stderr``."""


def output(recording: Recording) -> list[Line]:
    """What was printed, line by line. A line that came in pieces has the time of its first."""
    lines: list[list[tuple[float, str, str, str]]] = [[]]
    for written in recording.prints:
        for part in written.text.splitlines(keepends=True):
            lines[-1].append((written.at, written.by, written.to, part))
            if part.endswith("\n"):
                lines.append([])
    whole = [line for line in lines if line]
    width = max((len(line[0][1]) for line in whole), default=0)
    return [
        Line(f"{at:9.3f} s  {by:<{width}}  ", "".join(part for *_, part in line).rstrip("\n"), to)
        for line in whole
        for at, by, to, _ in line[:1]
    ]


def draw(recording: Recording, width: int = 80, plain: bool = False) -> str:
    """The timeline in letters: a row for each call, from its start to its end.

    Args:
        recording: What to draw.
        width: How many columns there are.
        plain: Use ASCII alone.

    Returns:
        Lines that end without blanks; the empty text when there is nothing to draw.
    """
    end = max([recording.seconds, *(c.end or 0.0 for c in recording.calls)])
    if not (recording.calls or recording.blocked) or not end:
        return ""
    text = "\n".join(line.rstrip() for line in _Picture(recording, end, width).lines())
    return text.translate(_PLAIN) if plain else text


class _Picture:
    def __init__(self, recording: Recording, end: float, width: int) -> None:
        self._recording = recording
        self._end = end
        shown = recording.calls[:MOST]
        self._shown = sorted(shown, key=lambda call: call.start)
        self._name = min(NAME, max((len(c.by) for c in shown), default=0))
        labels = [c.label for c in shown] + [_MEANING[HELD]] * bool(recording.blocked)
        self._label = min(LABEL, max(map(len, labels)))
        self._bar = max(NARROWEST, width - self._name - self._label - 6 - max((len(_ending(c)) for c in shown), default=0))
        self._used: set[str] = set()

    def lines(self) -> Iterator[str]:
        yield summary(self._recording)
        yield ""
        for call in self._shown:
            bar = self._row((_PHASES[part.name], part) for part in phases(call, self._end))
            yield f"{self._margin(call.by, call.label)}{bar}  {_ending(call)}"
        if more := len(self._recording.calls) - len(self._shown):
            yield f"… {more} more calls"
        if self._recording.blocked:
            held = [(HELD, Phase("held", *span)) for span in self._recording.blocked]
            yield f"{self._margin('', _MEANING[HELD])}{self._row(held)}"
        last = f"{self._end:g} s"
        yield f"{self._margin('', '')}{'0'.ljust(self._bar - len(last))}{last}"
        yield ""
        yield "   ".join(f"{sign} {words}" for sign, words in _MEANING.items() if sign in self._used)

    def _margin(self, name: str, label: str) -> str:
        return f"{_cut(name, self._name):<{self._name}}  {_cut(label, self._label):<{self._label}}  "

    def _row(self, parts: Iterable[tuple[str, Phase]]) -> str:
        columns = [" "] * self._bar
        for sign, part in parts:
            first = min(round(part.start / self._end * self._bar), self._bar - 1)
            # What takes no time is seen all the same.
            for n in range(first, max(first + 1, round(part.end / self._end * self._bar))):
                columns[n] = sign
            self._used.add(sign)
        return "".join(columns)


def _ending(call: Call) -> str:
    return "" if call.outcome == "answered" else call.outcome


def _cut(text: str, width: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"
