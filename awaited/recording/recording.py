"""What a run of a snippet recorded, and the file beside the snippet that keeps it.

The file is JSON with one event a line, so that a changed figure is a changed line in a diff.
"""

import difflib
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from awaited.recording.calls import Call, peak
from awaited.recording.calls import Path as CallPath

FORMAT = "awaited recording 2"

_WORDS = {
    "made": 6,
    "run": 4,
    "wait": 5,
    "ready": 3,
    "done": 3,
    "cancelled": 3,
    "failed": 3,
    "cancel": 5,
    "loop": 4,
    "timer": 5,
    "holds": 5,
    "call": 6,
    "served": 3,
    "first": 3,
    "end": 3,
    "print": 5,
}
"""What can stand in the third place of a row, and how long the row is at least; ``awaited.recording.trace`` tells what each means."""


class NotARecording(ValueError):
    """A file is not a recording of ours; the message says which and what to do."""


@dataclass
class Print:
    """Text that the program wrote."""

    at: float
    """When, in seconds since the program began."""
    by: str
    """The task, or else the thread, that wrote it."""
    text: str
    to: str = "stdout"


Event = list[Any]
"""A row of a recording: ``[seconds, who, what, line, ...]``. ``who`` is ``M`` (the main thread), the number of a task, a letter (a
thread), or a number with a letter: the work of a pool's thread for that task."""


@dataclass
class Recording:
    """One run of one snippet. All times are virtual seconds since the program began."""

    snippet: str
    """``chapter/name``."""
    code: str
    """The digest of the code that ran."""
    seconds: float = 0.0
    """How long the program took."""
    raised: str = ""
    """The name of the exception that ended it, if one did."""
    warned: list[str] = field(default_factory=list)
    """The categories of the warnings it gave."""
    left: list[str] = field(default_factory=list)
    """Tasks that had to be cancelled, and threads that were still running, at its end."""
    calls: list[Call] = field(default_factory=list)
    """Its calls, in the order in which they were made."""
    prints: list[Print] = field(default_factory=list)
    """What it wrote: when (``at``), who (``by``: the task, or else the thread), the ``text``, and ``to`` which stream."""
    blocked: list[tuple[float, float]] = field(default_factory=list)
    """When something held up the event loop: (start, end)."""
    files: dict[str, str] = field(default_factory=dict)
    """The digests of the files beside it that it imported, by name."""
    events: list[Event] = field(default_factory=list, compare=False)
    """The run, event by event. Calls, prints and blocked times follow from it."""
    left_out: int = 0
    """How many events more there were, in a run that was too long to keep them all."""

    @classmethod
    def of(cls, head: dict[str, Any], events: list[Event]) -> "Recording":
        """The recording that has these events."""
        calls, prints, blocked = _derived(events)
        return cls(**head, calls=calls, prints=prints, blocked=blocked, events=events)

    def told(self) -> list[Event]:
        """The events; for a recording that was put together without any, those of its calls, prints and blocked times."""
        return self.events or _told(self)

    @property
    def peak(self) -> int:
        """The largest number of model calls in flight at once."""
        return peak(self.calls)

    @property
    def cancelled(self) -> list[Call]:
        """The calls whose caller went away: cancelled, or a stream that was left early."""
        return [call for call in self.calls if call.outcome in ("cancelled", "closed")]

    @property
    def repeated(self) -> list[Call]:
        """The model calls whose prompt had been asked before."""
        asked = [call for call in self.calls if call.kind == "model"]
        return [call for n, call in enumerate(asked) if any(call.label == before.label for before in asked[:n])]

    @property
    def held(self) -> float:
        """For how many seconds in all the event loop was held up."""
        return sum(end - start for start, end in self.blocked)

    @property
    def output(self) -> str:
        """All that was printed, in the order in which it was."""
        return "".join(p.text for p in self.prints)

    def to_text(self) -> str:
        """The file's text: JSON, an event a line, so that a changed figure is a changed line in a diff."""
        head = {"format": FORMAT, "snippet": self.snippet, "code": self.code, "seconds": _short(self.seconds)}
        head |= {k: v for k in ("raised", "warned", "left", "files", "left_out") if (v := getattr(self, k))}
        rows = ",\n  ".join(json.dumps([_short(x) for x in row], ensure_ascii=False) for row in self.told())
        events = f"[\n  {rows}\n ]" if rows else "[]"
        return json.dumps(head, ensure_ascii=False)[:-1] + f',\n "events": {events}}}\n'

    @classmethod
    def from_text(cls, text: str, source: str = "this text") -> "Recording":
        """Read what ``to_text`` wrote.

        Raises:
            NotARecording: ``source`` is damaged, of an older format, or something else.
        """
        try:
            data = json.loads(text)
            given = data.pop("format")
            if given != FORMAT:
                older = isinstance(given, str) and given.startswith("awaited recording ")
                raise ValueError("it is of an older format" if older else "another format")
            events = data.pop("events")
            if not isinstance(events, list):
                raise ValueError("its events are no list")
            for row in events:
                at, who, what, *_ = row
                if what not in _WORDS or not isinstance(who, str) or at < 0 or len(row) < _WORDS[what]:
                    raise ValueError(f"it has an event that is none: {', '.join(map(str, row))}")
            return cls.of(data, events)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise NotARecording(
                f"{source} is no recording ({error}). Remove it, and record the example anew, with `awaited record`."
            ) from None

    def save(self, path: Path) -> None:
        """Write the file whole or not at all."""
        part = path.with_suffix(".json.part")
        part.write_text(self.to_text(), encoding="utf-8")
        part.replace(path)

    def story(self) -> list[str]:
        """The run in words, an event a line in the order in which they happened: what a failing comparison shows."""
        from awaited.recording.words import story

        return story(self)


def names(events: list[Event]) -> dict[str, str]:
    """The name of each task and thread, as the program knows it, by how it is called in the events."""
    found = {"M": "MainThread"}
    for row in events:
        who = row[1]
        if row[2] == "made":
            found.setdefault(who, row[6] if len(row) > 6 else f"Task-{who}" if who.isdigit() else who)
        elif row[2] == "run" and len(row) > 4:
            found[who] = row[4]
        elif who not in found:
            found[who] = f"Task-{who}" if who.isdigit() else who
    return found


def default_path(who: str) -> CallPath:
    """How a call is made, as a rule, by this task or thread."""
    return "native" if who.isdigit() else "sync" if who == "M" else "thread"


def _derived(events: list[Event]) -> tuple[list[Call], list[Print], list[tuple[float, float]]]:
    calls: list[Call] = []
    prints: list[Print] = []
    blocked: list[tuple[float, float]] = []
    by = names(events)
    open_: dict[str, list[Call]] = {}
    for at, who, what, *rest in events:
        if what == "call":
            kind, label, *path = rest[1:]
            call = Call(kind, label, path[0] if path else default_path(who), by[who], float(at), outcome="unfinished")
            calls.append(call)
            open_.setdefault(who, []).append(call)
        elif what in ("served", "first", "end"):
            # Where somebody makes several calls at once, the row says which, counted from the oldest that is open.
            place = rest[1] if len(rest) > 1 and isinstance(rest[1], int) else 0
            call = open_[who][place]
            if what == "end":
                call.end = float(at)
                call.outcome = next((x for x in rest[1:] if isinstance(x, str)), "answered")
                open_[who].remove(call)
            else:
                setattr(call, what, float(at))
        elif what == "print":
            _, text, *to = rest
            stream = to[0] if to else "stdout"
            last = prints[-1] if prints else None
            if last and (last.at, last.by, last.to) == (at, by[who], stream):
                last.text += text
            else:
                prints.append(Print(float(at), by[who], text, stream))
        elif what == "holds":
            start, end = float(at), float(rest[1])
            if blocked and abs(start - blocked[-1][1]) < 1e-6:
                start = blocked.pop()[0]
            blocked.append((start, end))
    return calls, prints, blocked


def rows_of(trace_rows: list[list[Any]]) -> list[Event]:
    """Rows of a ``Trace``, which hold calls and prints themselves, as those of a recording."""
    told: list[Event] = []
    open_: dict[str, list[Call]] = {}
    for row in trace_rows:
        at, who, what, *rest = row
        if what == "call":
            line, call = rest
            open_.setdefault(who, []).append(call)
            told.append([at, who, "call", line, call.kind, call.label, *([call.path] if call.path != default_path(who) else [])])
        elif what in ("served", "first", "end"):
            call = rest[1]
            mine = open_.get(who, [])
            if call.outcome == "unfinished" and what == "end":
                continue
            more: list[Any] = [mine.index(call)] if len(mine) > 1 and call in mine and mine.index(call) else []
            if what == "end":
                mine.remove(call)
                more += [call.outcome] if call.outcome != "answered" else []
            told.append([at, who, what, None, *more] if more else [at, who, what])
        elif what == "print":
            line, text, to = rest
            last = told[-1] if told else None
            if last and last[:4] == [at, who, "print", line] and (last[5:] or ["stdout"])[0] == to:
                last[4] += text
            else:
                told.append([at, who, "print", line, text, *([to] if to != "stdout" else [])])
        else:
            told.append(row)
    return told


def _told(recording: Recording) -> list[Event]:
    """Events for a recording that was put together without any: of its calls, prints and blocked times."""

    def who(by: str) -> str:
        return "M" if by == "MainThread" else by.removeprefix("Task-")

    rows: list[list[Any]] = []
    for c in recording.calls:
        rows.append([c.start, who(c.by), "call", None, c])
        rows += [[at, who(c.by), what, None, c] for what in ("served", "first", "end") if (at := getattr(c, what)) is not None]
    rows += [[p.at, who(p.by), "print", None, p.text, p.to] for p in recording.prints]
    rows += [[start, "M", "holds", None, end] for start, end in recording.blocked]
    order = ("served", "first", "end", "holds", "call", "print")

    def place(row: list[Any]) -> tuple[float, bool, int]:
        later = row[2] in order[:3] and row[4].start == row[0]  # it ends at once: after its call
        return row[0], later, order.index(row[2])

    return rows_of(sorted(rows, key=place))


def _short(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def digest(code: str) -> str:
    """The digest by which a recording knows its code."""
    return "sha256:" + hashlib.sha256(code.encode()).hexdigest()


def difference(recorded: Recording, run: Recording) -> str:
    """What differs between two runs, for a person to read; empty when nothing does."""
    if recorded.to_text() == run.to_text():
        return ""
    lines = difflib.unified_diff(recorded.story(), run.story(), "as recorded", "this run", lineterm="", n=2)
    text = "\n".join(lines)
    if not text:
        return "The runs are the same, the code is not: it was edited since it was recorded."
    return text
