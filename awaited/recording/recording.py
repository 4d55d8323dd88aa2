"""What a run of a snippet recorded, and the file beside the snippet that keeps it.

The file is JSON with one event a line, so that a changed figure is a changed line in a diff.
"""

import difflib
import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from awaited.recording.calls import Call, peak

FORMAT = "awaited recording 1"


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
    prints: list[Print] = field(default_factory=list)
    blocked: list[tuple[float, float]] = field(default_factory=list)
    """When something held up the event loop: (start, end)."""
    files: dict[str, str] = field(default_factory=dict)
    """The digests of the files beside it that it imported, by name."""

    @property
    def peak(self) -> int:
        """The largest number of model calls in flight at once."""
        return peak(self.calls)

    @property
    def output(self) -> str:
        """All that was printed, in the order in which it was."""
        return "".join(p.text for p in self.prints)

    def to_text(self) -> str:
        """The file's text."""
        head = {"format": FORMAT, "snippet": self.snippet, "code": self.code, "seconds": self.seconds}
        head |= {k: v for k in ("raised", "warned", "left", "files") if (v := getattr(self, k))}
        lines = [json.dumps(head, ensure_ascii=False)[:-1] + ","]
        parts: dict[str, list[Any]] = {
            "calls": [{k: v for k, v in asdict(c).items() if v is not None and (k, v) != ("outcome", "")} for c in self.calls],
            "prints": [{k: v for k, v in asdict(p).items() if (k, v) != ("to", "stdout")} for p in self.prints],
            "blocked": [list(b) for b in self.blocked],
        }
        for n, (name, events) in enumerate(parts.items()):
            rows = ",\n  ".join(json.dumps(e, ensure_ascii=False) for e in events)
            comma = "," if n < len(parts) - 1 else ""
            lines.append(f' "{name}": [\n  {rows}\n ]{comma}' if rows else f' "{name}": []{comma}')
        return "\n".join(lines) + "}\n"

    @classmethod
    def from_text(cls, text: str, source: str = "this text") -> "Recording":
        """Read what ``to_text`` wrote.

        Raises:
            NotARecording: ``source`` is damaged, or something else.
        """
        try:
            data = json.loads(text)
            if data.pop("format") != FORMAT:
                raise ValueError("another format")
            data["calls"] = [Call(**c) for c in data["calls"]]
            data["prints"] = [Print(**p) for p in data["prints"]]
            data["blocked"] = [tuple(b) for b in data["blocked"]]
            return cls(**data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotARecording(f"{source} is not a recording of this site ({error}). Remove it, and record it anew.") from None

    def save(self, path: Path) -> None:
        """Write the file whole or not at all."""
        part = path.with_suffix(".json.part")
        part.write_text(self.to_text(), encoding="utf-8")
        part.replace(path)

    def story(self) -> list[str]:
        """The run in words, an event a line in the order in which they happened: what a failing comparison shows."""
        events: list[tuple[float, int, str]] = []

        def add(at: float | None, what: str) -> None:
            if at is not None:
                events.append((at, len(events), f"{at:9.3f} s  {what}"))

        for n, c in enumerate(self.calls, 1):
            add(c.start, f"{c.kind} call {n} starts ({c.path}, by {c.by}): {c.label}")
            if c.served not in (None, c.start, c.end):
                add(c.served, f"{c.kind} call {n} gets a slot of the server")
            add(c.first, f"{c.kind} call {n} has its first token")
            add(c.end, f"{c.kind} call {n} ends: {c.outcome}")
        for p in self.prints:
            add(p.at, f"{p.by} writes {p.text!r}" + (f" to {p.to}" if p.to != "stdout" else ""))
        for start, end in self.blocked:
            add(start, f"the event loop is held up until {end:.3f} s")
        lines = [line for _, _, line in sorted(events)]
        ending = f"{self.seconds:9.3f} s  the program ends" + (f" with {self.raised}" if self.raised else "")
        lines.append(ending)
        lines += [f"{'':11}  it warns: {w}" for w in self.warned]
        lines += [f"{'':11}  it leaves behind: {x}" for x in self.left]
        return lines


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
