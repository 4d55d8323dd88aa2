"""The timeline: a recording as a picture that stands in the page.

The picture is HTML with inline SVG. Across, everything is placed by percentages of the width, so that bars stretch with the page while
text keeps its size; down, everything is measured in ``em``. Colours, fonts and patterns are the style sheet's (``awaited/site/assets/awaited.css``); here are
only shapes and class names, so the same markup serves light, dark and print. No element has an id and none a ``style``: a timeline may
stand on a page many times, under any content security policy. The browser draws the reader's own runs with this same module.
"""

import html
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from awaited.picture.lanes import Lane, Phase, labels, lanes, length
from awaited.recording.calls import Call, peak
from awaited.recording.recording import Recording
from awaited.recording.words import CANCELLED, CLOSED, UNFINISHED, count, failed, manner, number, outcome, seconds, spoken

LABELLED = 12
"""Up to so many lanes have a label each."""
MOST = 256
"""Lanes after these are counted, but not drawn."""
_LISTED = 24
"""Entries of the list that stands for the picture where it cannot be seen."""
_CHARACTERS = 46
"""What fits in one line of the narrowest screen."""

_NOUNS = {
    "model": ("call", "calls"),
    "retriever": ("search", "searches"),
    "tool": ("tool call", "tool calls"),
    "embedding": ("embedding", "embeddings"),
}


class _Sign(NamedTuple):
    words: str
    shape: str


_BOX, _LINE = '<rect width="100%" height="100%"/>', '<line x1="0" y1="50%" x2="100%" y2="50%"/>'
_LEGEND = {
    "queues": _Sign("waits for its turn", _LINE),
    "kept": _Sign("ready, and kept from running", _LINE),
    "sleeping": _Sign("sleeps", '<rect y="15%" width="100%" height="70%" rx="0.3em"/>'),
    "queued": _Sign("in the server’s queue", _LINE),
    "waiting": _Sign("waiting for the first token", _BOX),
    "answering": _Sign("answering", _BOX),
    "running": _Sign("at work", '<rect y="25%" width="100%" height="50%"/>'),
    "rail": _Sign("a thread is occupied", '<line x1="0" y1="90%" x2="100%" y2="90%"/>'),
    "held": _Sign("event loop held up", _BOX + _LINE),
    "printed": _Sign("printed", '<line x1="50%" y1="-10%" x2="50%" y2="110%"/>'),
    "ended": _Sign("ended without a whole answer", '<text x="50%" y="85%">×</text>'),
}
"""What each sign means; the style sheet draws them as it does the bars."""


def summary(recording: Recording) -> str:
    """What a timeline shows, in a sentence: ``Three calls, at most 3 at once; 1.0 s in all.`` Empty when there is nothing to show."""
    if not recording.calls and not recording.blocked:
        return ""
    kinds = [k for k in _NOUNS if any(c.kind == k for c in recording.calls)]
    parts = []
    for kind in kinds:
        calls = [c for c in recording.calls if c.kind == kind]
        one, many = _NOUNS[kind]
        if kind == "model" and len(kinds) > 1:
            one, many = "model call", "model calls"
        match _common_path(calls):
            case "sync":
                one, many = f"blocking {one}", f"blocking {many}"
            case "thread":
                one, many = f"{one} in a thread", f"{many} in threads"
        part = count(len(calls), one, many)
        if len(calls) > 1:
            highest = peak(calls, kind)
            part += f", at most {highest} at once" if highest > 1 else ", one at a time"
        parts.append(part)
    for word, group in (("cancelled", CANCELLED), ("closed early", CLOSED), ("unfinished", UNFINISHED)):
        if found := sum(c.outcome in group for c in recording.calls):
            parts.append(f"{number(found)} {word}")
    if found := sum(map(failed, recording.calls)):
        parts.append(f"{number(found)} failed")
    if recording.blocked:
        parts.append(f"the event loop was held up for {seconds(recording.held)}")
    parts.append(f"{seconds(length(recording))} in all")
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."


def draw(recording: Recording, scale: float | None = None, title: str | None = None, always_printed: bool = False) -> str:
    """The timeline of a recording.

    Args:
        recording: What to draw.
        scale: The time (in seconds) at the right end, so that several can be compared; as long as the program took if it is
            not given or too short.
        title: Stands before the summary.
        always_printed: Mark what was printed even when that was at one moment only.

    Returns:
        A ``figure`` element on one line, or nothing when there is nothing to draw: no call, and nothing that held up the event
        loop, or all of it in no time.
    """
    if not (recording.calls or recording.blocked) or not length(recording):
        return ""
    return _Picture(recording, max(scale or 0.0, length(recording)), 1 if always_printed else 2).figure(title)


def compare(recordings: list[Recording], captions: list[str]) -> str:
    """Timelines one above the other, on the same scale.

    Args:
        recordings: What to draw, from top to bottom.
        captions: The title of each.
    """
    scale = max((length(r) for r in recordings), default=0.0)
    # What streams is told from what does not by when each prints: the mark of one asks for that of the other.
    streams = any(len(_moments(r)) > 1 for r in recordings)
    pairs = [(r, c) for r, c in zip(recordings, captions, strict=True) if (r.calls or r.blocked) and scale]
    pictures = [_Picture(r, scale, 1 if streams else 2) for r, _ in pairs]
    # One legend for all, under the last.
    figures = [
        picture.figure(caption, pictures if picture is pictures[-1] else [])
        for picture, (_, caption) in zip(pictures, pairs, strict=True)
    ]
    return f'<div class="awaited-compare">{"".join(figures)}</div>' if figures else ""


def _moments(recording: Recording) -> list[float]:
    """When it printed."""
    return sorted({p.at for p in recording.prints if p.text.strip()})


def _common_path(calls: list[Call]) -> str:
    """The path that all of these calls took; empty when they differ."""
    paths = {c.path for c in calls}
    return paths.pop() if len(paths) == 1 else ""


def ticks(scale: float, most: int = 6) -> list[float]:
    """Round times (1, 2 or 5 times a power of ten, in seconds) from 0 to ``scale``, which is more than that, at most so many."""
    power = 10.0 ** math.floor(math.log10(scale / most))
    step = next(m * power for m in (1, 2, 5, 10, 20) if math.floor(scale / (m * power) + 1e-9) < most)
    return [round(n * step, 9) for n in range(math.floor(scale / step + 1e-9) + 1)]


class _Picture:
    """One timeline, drawn lane by lane from top to bottom."""

    def __init__(self, recording: Recording, scale: float, fewest_moments: int) -> None:
        self._recording = recording
        self._length = length(recording)
        self._scale = scale
        found, loose = lanes(recording)
        self._all = len(found)
        self._lanes = found[:MOST]
        self._labelled = len(found) <= LABELLED
        # What the summary says of all calls is not said again of each.
        kinds = {c.kind for c in recording.calls}
        common = {_common_path([c for c in recording.calls if c.kind == kind]) for kind in kinds}
        self._common = common if len(common) == 1 else set()
        self._several = len({lane.who for lane in found}) > 1
        # Heights in em: of a bar, and of what is left under it.
        self._bar, self._gap = (
            (0.8, 0.5)
            if self._labelled
            else (0.6, 0.25)
            if len(self._lanes) <= 40
            else (0.25, 0.1)
            if len(self._lanes) <= 128
            else (0.15, 0.05)
        )
        self._used: set[str] = set()
        self._kinds = kinds
        self._shapes: list[str] = []
        self._marks: list[str] = []
        self._text: list[str] = []
        self._y = 0.2 if self._labelled else 0.5
        marked = len(_moments(recording)) >= fewest_moments and bool(found)
        self._label_all()
        for lane in self._lanes:
            self._lane(lane, marked)
        self._loop_lane()
        if marked and loose:
            self._printed_lane(loose)
        self._body, self._height = self._drawn()

    def figure(self, title: str | None, legend: Sequence["_Picture"] | None = None) -> str:
        """The ``figure`` element, with a legend for all pictures of ``legend``; for itself, if that is not given."""
        height = self._height
        head = f"<strong>{html.escape(title)}</strong> " if title else ""
        drawn = f" The first {MOST} lanes are drawn." if self._all > MOST else ""
        label = f"Timeline from 0 to {seconds(self._length)}; the times of each call follow as a list"
        signs: dict[str, str] = {}
        for picture in [self] if legend is None else legend:
            signs |= {words: sign for words, sign in picture._signs() if words not in signs}
        entries = "".join(f"<span>{sign}{words}</span>" for words, sign in signs.items())
        key = f'<div class="awaited-legend" aria-hidden="true">{entries}</div>' if entries else ""
        return (
            '<figure class="awaited-timeline" data-search-exclude>'
            f"<figcaption>{head}{html.escape(summary(self._recording))}{drawn}</figcaption>"
            f'<svg role="img" aria-label="{label}" width="100%" height="{_em(height)}">{self._body}</svg>'
            f"{key}{self._listing()}</figure>"
        )

    # -- lanes

    def _label_all(self) -> None:
        """What each lane is called, and whether all labels begin where their bars do, or all of them at the left."""
        self._labels: dict[int, tuple[str, str]] = {}
        if not self._labelled:
            return
        called = labels(self._lanes, _CHARACTERS - 12)
        for lane in self._lanes:
            notes = [manner(lane.call, self._common), outcome(lane.call)] if lane.call is not None else []
            if self._several:
                notes.append(lane.name)
            self._labels[id(lane)] = called[id(lane)], ", ".join(n for n in notes if n)
        self._at_bars = all(
            len(label) + len(note) + 2 <= _CHARACTERS * (100 - self._x(lane.start)) / 100
            for lane in self._lanes
            for label, note in [self._labels[id(lane)]]
        )

    def _lane(self, lane: Lane, marked: bool) -> None:
        if self._labelled:
            label, note = self._labels[id(lane)]
            self._label(label, note, self._x(lane.start) if self._at_bars else 0, " ".join(lane.label.split()))
        y = self._y
        parts = [self._phase(part) for part in lane.phases]
        if lane.thread and self._bar > 0.5:
            self._used.add("rail")
            call = [p for p in lane.phases if p.name in ("queued", "waiting", "answering", "running")]
            rail = _em(y + self._bar + 0.12)
            x, to = self._percent(call[0].start), self._percent(call[-1].end)
            parts.append(f'<line class="awaited-rail" x1="{x}" y1="{rail}" x2="{to}" y2="{rail}"/>')
        if lane.call is not None and outcome(lane.call) and self._bar > 0.2:
            # Where the call ended, not where its lane does, in which its task may sleep on. Within the bar, so that it never leaves the picture.
            self._used.add("ended")
            place = max(self._x(lane.end if lane.call.end is None else lane.call.end), 3.0)
            sign = "…" if lane.call.end is None else "×"
            parts.append(
                f'<text class="awaited-ended" x="{_number_text(place)}%" dx="-.25em" y="{_em(y + self._bar / 2 + 0.35)}">{sign}</text>'
            )
        if marked:
            self._marks += [self._stroke(at, y) for at in sorted(set(lane.prints))[:MOST]]
        if len(self._lanes) > 40:  # too many to point at
            self._shapes += parts
        else:
            line = f' data-l="{lane.line}"' if lane.line else ""
            self._shapes.append(f'<g data-w="{html.escape(lane.who)}"{line}>{"".join(parts)}</g>')
        self._y += self._bar + self._gap

    def _stroke(self, at: float, y: float) -> str:
        self._used.add("printed")
        x = self._percent(at)
        aside = ' transform="translate(-2)"' if at >= self._length else ""  # not under the line at the end
        return f'<line class="awaited-printed"{aside} x1="{x}" y1="{_em(y - 0.15)}" x2="{x}" y2="{_em(y + self._bar + 0.15)}"/>'

    def _label(self, label: str, note: str, x: float, whole: str) -> None:
        """A line of text above the bar."""
        room = max(14, int(_CHARACTERS * (100 - x) / 100) - len(note))
        shown = label if len(label) <= room else label[: room - 1].rstrip() + "…"
        title = f"<title>{html.escape(whole)}</title>" if shown != whole else ""
        apart = ' dx=".6em"' if label else ""
        aside = f"<tspan{apart}>{html.escape(note)}</tspan>" if note else ""
        self._text.append(f'<text x="{_number_text(x)}%" y="{_em(self._y + 0.95)}">{title}{html.escape(shown)}{aside}</text>')
        self._y += 1.3

    def _phase(self, part: Phase) -> str:
        self._used.add(part.name)
        kind, x, width = f'class="awaited-{part.name}"', self._percent(part.start), self._width(part.start, part.end)
        middle = _em(self._y + self._bar / 2)
        thin = self._bar < 0.5
        if part.name in ("queued", "queues", "kept") or (part.name == "waiting" and thin):
            return f'<line {kind} x1="{x}" y1="{middle}" x2="{self._percent(part.end)}" y2="{middle}"/>'
        inset = 0.2 if part.name == "running" and not thin else 0.1 if part.name == "sleeping" and not thin else 0.0
        y, height = _em(self._y + inset), _em(self._bar - 2 * inset)
        round_ = ' rx=".3em"' if part.name == "sleeping" and not thin else ""
        return f'<rect {kind} x="{x}" y="{y}" width="{width}" height="{height}"{round_}/>'

    def _loop_lane(self) -> None:
        """The event loop, when something held it up."""
        recording = self._recording
        self._bar, self._gap = 0.8, 0.5
        if not recording.blocked:
            return
        self._used.add("held")
        self._label("", "event loop", 0, "")
        y, height = _em(self._y), _em(self._bar)
        middle = _em(self._y + self._bar / 2)
        end = self._percent(self._length)
        held = [
            f'<rect x="{self._percent(start)}" y="{y}" width="{self._width(start, end)}" height="{height}"/>'
            f'<line x1="{self._percent(start)}" y1="{middle}" x2="{self._percent(end)}" y2="{middle}"/>'
            for start, end in recording.blocked[:MOST]
        ]
        lines = " ".join(dict.fromkeys(str(row[3]) for row in recording.events if row[2] == "holds" and row[3]))
        attribute = f' data-l="{lines}"' if lines else ""
        self._shapes.append(
            f'<g class="awaited-held"{attribute}>'
            f'<line class="awaited-free" x1="0" y1="{middle}" x2="{end}" y2="{middle}"/>{"".join(held)}</g>'
        )
        self._y += self._bar + self._gap

    def _printed_lane(self, moments: list[float]) -> None:
        """What was written by those who have no lane."""
        self._label("", "printed", 0, "")
        self._marks += [self._stroke(at, self._y) for at in sorted(set(moments))[:MOST]]
        self._y += self._bar + self._gap

    # -- the picture around them

    def _drawn(self) -> tuple[str, float]:
        """All that stands in the SVG, and how high that is."""
        bottom = self._y + 0.1
        end = self._percent(self._length)
        marks, names = [], []
        times = ticks(self._scale)
        for at in times:
            x = self._x(at)
            if 0 < at < self._scale:
                marks.append(f'<line x1="{self._percent(at)}" y1="0" x2="{self._percent(at)}" y2="{_em(bottom)}"/>')
            if abs(x - self._x(self._length)) > 12:  # else the total stands there
                side = ' class="awaited-far"' if x > 97 else "" if at else ' class="awaited-near"'
                names.append(f'<text{side} x="{self._percent(at)}" y="{_em(bottom + 1.15)}">{_tick(at, times[1])}</text>')
        side = "awaited-far " if self._x(self._length) > 94 else "awaited-near " if self._x(self._length) < 6 else ""
        total = f'<text class="{side}awaited-total" x="{end}" y="{_em(bottom + 1.15)}">{seconds(self._length)}</text>'
        return (
            f'<rect class="awaited-ground" width="{end}" height="{_em(bottom)}"/>'
            f'<g class="awaited-grid">{"".join(marks)}</g>'
            f"{''.join(self._shapes)}"
            f'<g class="awaited-labels">{"".join(self._text)}</g>'
            f'<line class="awaited-end" x1="{end}" y1="0" x2="{end}" y2="{_em(bottom)}"/>'
            f"{''.join(self._marks)}"
            f'<line class="awaited-base" x1="0" y1="{_em(bottom)}" x2="{end}" y2="{_em(bottom)}"/>'
            f'<g class="awaited-axis">{"".join(names)}{total}</g>'
        ), bottom + 1.5

    def _signs(self) -> Iterator[tuple[str, str]]:
        """The legend of what occurs: words and sign."""
        thin = len(self._lanes) > 40
        for name, (words, sign) in _LEGEND.items():
            if name not in self._used or (name == "ended" and self._labelled):
                continue
            if name == "waiting":
                sign = _LINE if thin else sign
                words = words if "model" in self._kinds else "waiting for the answer"
            if name == "running":
                words = f"{' or '.join(k for k in ('tool', 'retriever') if k in self._kinds)} at work"
            yield words, f'<svg class="awaited-{name}" aria-hidden="true">{sign}</svg>'

    def _listing(self) -> str:
        """Each call in words, for those who do not see the picture. Calls that went alike, one after the other, share an entry."""
        told = list(spoken(self._recording.calls, self._recording.blocked, self._labelled))
        entries = [f"<li>{html.escape(text)}</li>" for text in itertools.islice(told, _LISTED)]
        if rest := len(told) - len(entries):
            entries.append(f"<li>and {rest:,} more</li>")
        return f'<ul class="awaited-unseen">{"".join(entries)}</ul>'

    # -- places

    def _x(self, at: float) -> float:
        return min(100.0, 100 * at / self._scale)

    def _percent(self, at: float) -> str:
        return _number_text(self._x(at)) + "%"

    def _width(self, start: float, end: float) -> str:
        width = self._x(end) - self._x(start)
        return "2" if width < 0.4 else _number_text(width) + "%"  # what took no time can still be seen


def _number_text(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _em(value: float) -> str:
    return _number_text(value) + "em"


def _tick(at: float, step: float) -> str:
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{at:.{digits}f}" if at else "0"
