"""The timeline: a recording as a picture that stands in the page.

The picture is HTML with inline SVG. Across, everything is placed by percentages of the width, so that bars stretch with the page while
text keeps its size; down, everything is measured in ``em``. Colours, fonts and patterns are the style sheet's (``awaited/site/assets/awaited.css``); here are
only shapes and class names, so the same markup serves light, dark and print. No element has an id and none a ``style``: a timeline may
stand on a page many times, under any content security policy. The browser draws the reader's own runs with this same module.
"""

import html
import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from awaited.recording.calls import Call, peak
from awaited.recording.recording import Recording

LABELLED = 12
"""Up to so many calls have a label each."""
MOST = 256
"""Calls after these are counted, but not drawn."""
_LISTED = 24
"""Entries of the list that stands for the picture where it cannot be seen."""
_CHARACTERS = 46
"""What fits in one line of the narrowest screen."""

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NOUNS = {
    "model": ("call", "calls"),
    "retriever": ("search", "searches"),
    "tool": ("tool call", "tool calls"),
    "embedding": ("embedding", "embeddings"),
}
_RUNNING = ("tool", "retriever")
"""Kinds that are work of the program's own: they have no first token."""
_LEGEND = {
    "queued": "in the server’s queue",
    "waiting": "waiting for the first token",
    "answering": "answering",
    "running": "at work",
    "held": "event loop held up",
    "printed": "printed",
    "ended": "ended without a whole answer",
}


@dataclass(frozen=True)
class Phase:
    """A part of a call: ``queued`` for a slot of the server, ``waiting`` for the first token, ``answering``, or ``running`` (a tool, a retriever)."""

    name: str
    start: float
    end: float


def phases(call: Call, until: float) -> list[Phase]:
    """The parts of a call, in order and without a gap. One that has not ended lasts ``until`` then (in seconds)."""
    end = max(call.start, until) if call.end is None else call.end
    parts = []
    begin = call.start
    if call.served is not None and call.served > begin:
        begin = min(call.served, end)
        parts.append(Phase("queued", call.start, begin))
    if call.kind in _RUNNING:
        parts.append(Phase("running", begin, end))
    else:
        first = end if call.first is None else min(call.first, end)
        if first > begin or call.first is None:
            parts.append(Phase("waiting", begin, first))
        if call.first is not None:
            parts.append(Phase("answering", first, end))
    return parts


def seconds(value: float) -> str:
    """A time in words: ``1.0 s``, ``0.05 s``, ``12.5 s``, ``600 s``; at most three digits after the point, and no line break."""
    if value >= 100 and abs(value - round(value)) < 0.05:
        text = f"{value:.0f}"
    else:
        text = f"{value:.3f}".rstrip("0")
        text += "0" if text.endswith(".") else ""
    return f"{text}\N{NO-BREAK SPACE}s"


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
        part = _count(len(calls), one, many)
        if len(calls) > 1:
            highest = peak(calls, kind)
            part += f", at most {highest} at once" if highest > 1 else ", one at a time"
        parts.append(part)
    for word, group in (("cancelled", _CANCELLED), ("closed early", _CLOSED), ("unfinished", _UNFINISHED)):
        if number := sum(c.outcome in group for c in recording.calls):
            parts.append(f"{_number(number)} {word}")
    if number := sum(_failed(c) for c in recording.calls):
        parts.append(f"{_number(number)} failed")
    if recording.blocked:
        held = recording.held
        parts.append(f"the event loop was held up for {seconds(held)}")
    parts.append(f"{seconds(_length(recording))} in all")
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
    if not (recording.calls or recording.blocked) or not _length(recording):
        return ""
    return _Picture(recording, max(scale or 0.0, _length(recording)), 1 if always_printed else 2).figure(title)


def compare(recordings: list[Recording], captions: list[str]) -> str:
    """Timelines one above the other, on the same scale.

    Args:
        recordings: What to draw, from top to bottom.
        captions: The title of each.
    """
    scale = max((_length(r) for r in recordings), default=0.0)
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


_CANCELLED = {"cancelled"}
_CLOSED = {"closed"}
_UNFINISHED = {"unfinished", ""}


def _moments(recording: Recording) -> list[float]:
    """When it printed."""
    return sorted({p.at for p in recording.prints if p.text.strip()})


def _failed(call: Call) -> bool:
    return call.outcome not in {"answered", *_CANCELLED, *_CLOSED, *_UNFINISHED}


def _outcome(call: Call) -> str:
    """The word for a call that was not answered in full; empty for one that was."""
    if call.outcome == "answered":
        return ""
    if call.outcome in _CLOSED:
        return "closed early"
    return call.outcome or "unfinished"


def _common_path(calls: list[Call]) -> str:
    """The path that all of these calls took; empty when they differ."""
    paths = {c.path for c in calls}
    return paths.pop() if len(paths) == 1 else ""


def _manner(call: Call, common: Collection[str] = ()) -> str:
    """How a call was made, where that is worth a word: not for the ``common`` paths."""
    words = [] if call.kind == "model" else [call.kind]
    if call.path != "native" and call.path not in common:
        words.append({"thread": "in a thread", "sync": "blocking"}[call.path])
    return ", ".join(words)


def _length(recording: Recording) -> float:
    """When the program, or the last of its calls, ended."""
    return max([recording.seconds, *(c.end for c in recording.calls if c.end is not None), *(e for _, e in recording.blocked)])


def _number(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else f"{number:,}"


def _count(number: int, one: str, many: str) -> str:
    return f"{_number(number)} {one if number == 1 else many}"


def ticks(scale: float, most: int = 6) -> list[float]:
    """Round times (1, 2 or 5 times a power of ten, in seconds) from 0 to ``scale``, at most so many."""
    if scale <= 0:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(scale / most))
    step = next(m * power for m in (1, 2, 5, 10, 20) if math.floor(scale / (m * power) + 1e-9) < most)
    return [round(n * step, 9) for n in range(math.floor(scale / step + 1e-9) + 1)]


class _Picture:
    """One timeline while it is being drawn."""

    def __init__(self, recording: Recording, scale: float, fewest_moments: int = 2) -> None:
        self._recording = recording
        self._fewest_moments = fewest_moments
        self._length = _length(recording)
        self._scale = scale
        self._calls = recording.calls[:MOST]
        self._labelled = len(recording.calls) <= LABELLED
        # What the summary says of all calls is not said again of each.
        self._common = {
            _common_path([c for c in recording.calls if c.kind == kind]) for kind in {c.kind for c in recording.calls}
        }
        if len(self._common) > 1:
            self._common = set()
        # Heights in em: of a bar, and of what is left under it.
        lanes = len(self._calls)
        self._bar, self._gap = (
            (0.8, 0.5) if self._labelled else (0.6, 0.25) if lanes <= 40 else (0.25, 0.1) if lanes <= 128 else (0.15, 0.05)
        )
        self._shapes: dict[str, list[str]] = {name: [] for name in _LEGEND}
        self._text: list[str] = []
        self._y = 0.2 if self._labelled else 0.5
        for call in self._calls:
            self._lane(call)
        self._extra_lanes()
        self._body, self._height = self._drawn()

    def figure(self, title: str | None, legend: Sequence["_Picture"] | None = None) -> str:
        """The ``figure`` element, with a legend for all pictures of ``legend``; for itself, if that is not given."""
        height = self._height
        head = f"<strong>{html.escape(title)}</strong> " if title else ""
        drawn = f" The first {MOST} calls are drawn." if len(self._recording.calls) > MOST else ""
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

    def _lane(self, call: Call) -> None:
        parts = phases(call, self._length)
        end = parts[-1].end
        word = _outcome(call)
        beside = bool(word) and self._x(end) <= 72  # there is room for the word beside the bar
        if self._labelled:
            notes = [_manner(call, self._common), "" if beside else word]
            self._label(call.label, ", ".join(n for n in notes if n), self._x(call.start), self._x(end))
        for part in parts:
            self._phase(part)
        if word:
            y = self._y + self._bar / 2 + 0.35
            said = f" {html.escape(word)}" if beside and self._labelled else ""
            self._shapes["ended"].append(
                f'<text x="{self._percent(end)}" y="{_em(y)}">{"…" if call.end is None else "×"}{said}</text>'
            )
        self._y += self._bar + self._gap

    def _label(self, label: str, note: str, start: float, end: float) -> None:
        """A line of text above the bar: from where it starts if it fits there, or else up to where it ends."""
        label = " ".join(label.split())
        left, right = 100 - start, max(end, 67)
        fits = len(label) + len(note) <= _CHARACTERS * left / 100
        if fits or (start <= 34 and left >= right):
            at, room = f'x="{_number_text(start)}%"', left
        else:
            at, room = f'x="{_number_text(right)}%" class="awaited-far"', right
        room = max(14, int(_CHARACTERS * room / 100) - len(note))
        shown = html.escape(_elided(label, room))
        whole = f"<title>{html.escape(label)}</title>" if len(label) > room else ""
        apart = ' dx=".6em"' if label else ""
        aside = f"<tspan{apart}>{html.escape(note)}</tspan>" if note else ""
        self._text.append(f'<text {at} y="{_em(self._y + 0.95)}">{whole}{shown}{aside}</text>')
        self._y += 1.3

    def _phase(self, part: Phase) -> None:
        x, width = self._percent(part.start), self._width(part.start, part.end)
        middle = _em(self._y + self._bar / 2)
        thin = self._bar < 0.5
        if part.name == "queued" or (part.name == "waiting" and thin):
            self._shapes[part.name].append(f'<line x1="{x}" y1="{middle}" x2="{self._percent(part.end)}" y2="{middle}"/>')
        else:
            inset = 0.2 if part.name == "running" and not thin else 0.0
            y, height = _em(self._y + inset), _em(self._bar - 2 * inset)
            self._shapes[part.name].append(f'<rect x="{x}" y="{y}" width="{width}" height="{height}"/>')

    def _extra_lanes(self) -> None:
        """The event loop, when something held it up, and what was printed, when that was at several moments."""
        recording = self._recording
        self._bar, self._gap = 0.8, 0.5
        if recording.blocked:
            self._label("", "event loop", 0, 0)
            y, height = _em(self._y), _em(self._bar)
            middle = _em(self._y + self._bar / 2)
            free = f'<line class="awaited-free" x1="0" y1="{middle}" x2="{self._percent(self._length)}" y2="{middle}"/>'
            held = [
                f'<rect x="{self._percent(start)}" y="{y}" width="{self._width(start, end)}" height="{height}"/>'
                f'<line x1="{self._percent(start)}" y1="{middle}" x2="{self._percent(end)}" y2="{middle}"/>'
                for start, end in recording.blocked[:MOST]
            ]
            self._shapes["held"] = [free, *held]
            self._y += self._bar + self._gap
        moments = _moments(recording)
        if len(moments) >= self._fewest_moments and recording.calls:
            self._label("", "printed", 0, 0)
            top, bottom = _em(self._y), _em(self._y + self._bar)
            self._shapes["printed"] = [
                f'<line x1="{self._percent(at)}" y1="{top}" x2="{self._percent(at)}" y2="{bottom}"/>' for at in moments[:MOST]
            ]
            self._y += self._bar + self._gap

    # -- the picture around them

    def _drawn(self) -> tuple[str, float]:
        """All that stands in the SVG, and how high that is."""
        bottom = self._y + 0.1
        end = self._percent(self._length)
        marks, names = [], []
        step = [*ticks(self._scale), 1.0][1]
        for at in ticks(self._scale):
            x = self._x(at)
            if 0 < at < self._scale:
                marks.append(f'<line x1="{self._percent(at)}" y1="0" x2="{self._percent(at)}" y2="{_em(bottom)}"/>')
            if abs(x - self._x(self._length)) > 12:  # else the total stands there
                side = ' class="awaited-far"' if x > 97 else ' class="awaited-near"' if x < 3 else ""
                names.append(f'<text{side} x="{self._percent(at)}" y="{_em(bottom + 1.15)}">{_tick(at, step)}</text>')
        side = "awaited-far " if self._x(self._length) > 94 else "awaited-near " if self._x(self._length) < 6 else ""
        total = f'<text class="{side}awaited-total" x="{end}" y="{_em(bottom + 1.15)}">{seconds(self._length)}</text>'
        shapes = [
            f'<g class="awaited-{name}">{"".join(shapes)}</g>'
            for name, shapes in self._shapes.items()
            if shapes and name != "ended"
        ]
        if ended := self._shapes["ended"]:
            shapes.append(f'<g class="awaited-ended">{"".join(ended)}</g>')
        return (
            f'<rect class="awaited-ground" width="{end}" height="{_em(bottom)}"/>'
            f'<g class="awaited-grid">{"".join(marks)}</g>'
            f"{''.join(shapes)}"
            f'<g class="awaited-labels">{"".join(self._text)}</g>'
            f'<line class="awaited-end" x1="{end}" y1="0" x2="{end}" y2="{_em(bottom)}"/>'
            f'<line class="awaited-base" x1="0" y1="{_em(bottom)}" x2="{end}" y2="{_em(bottom)}"/>'
            f'<g class="awaited-axis">{"".join(names)}{total}</g>'
        ), bottom + 1.5

    def _signs(self) -> Iterator[tuple[str, str]]:
        """The legend of what occurs: words and sign. The style sheet draws the signs as it does the bars."""
        thin = not self._labelled and len(self._calls) > 40
        for name, words in _LEGEND.items():
            if not self._shapes[name] or name == "printed" or (name == "ended" and self._labelled):
                continue
            if name == "waiting" and not any(c.kind == "model" for c in self._calls):
                words = "waiting for the answer"
            if name == "running":
                words = f"{' or '.join(k for k in _RUNNING if any(c.kind == k for c in self._calls))} at work"
            if name == "ended":
                sign = '<text x="50%" y="85%">×</text>'
            elif name == "queued" or (name == "waiting" and thin):
                sign = '<line x1="0" y1="50%" x2="100%" y2="50%"/>'
            elif name == "held":
                sign = '<rect width="100%" height="100%"/><line x1="0" y1="50%" x2="100%" y2="50%"/>'
            elif name == "running":
                sign = '<rect y="25%" width="100%" height="50%"/>'
            else:
                sign = '<rect width="100%" height="100%"/>'
            yield words, f'<svg class="awaited-{name}" aria-hidden="true">{sign}</svg>'

    def _listing(self) -> str:
        """Each call in words, for those who do not see the picture. Calls that went alike, one after the other, share an entry."""
        entries = [f"<li>{html.escape(text)}</li>" for text in itertools.islice(self._spoken(), _LISTED)]
        listed = len(entries)
        rest = sum(1 for _ in self._spoken()) - listed
        if rest:
            entries.append(f"<li>and {rest:,} more</li>")
        return f'<ul class="awaited-unseen">{"".join(entries)}</ul>'

    def _spoken(self) -> Iterator[str]:
        numbered = enumerate(self._recording.calls, 1)
        if self._labelled:
            groups: Iterable[tuple[str, list[tuple[int, Call]]]] = ((self._story(c), [(n, c)]) for n, c in numbered)
        else:
            groups = ((story, list(group)) for story, group in itertools.groupby(numbered, key=lambda pair: self._story(pair[1])))
        for story, group in groups:
            (first, call), (last, _) = group[0], group[-1]
            name = " ".join(call.label.split()) if first == last else f"Calls {first} to {last}"
            yield f"{name}: {story}"
        for start, end in self._recording.blocked:
            yield f"The event loop is held up from {seconds(start)} to {seconds(end)}"

    def _story(self, call: Call) -> str:
        words = [f"starts at {seconds(call.start)}"]
        if note := _manner(call):
            words.append(note)
        if call.served is not None and call.served > call.start:
            words.append(f"queues until {seconds(call.served)}")
        if call.first is not None and call.kind == "model":
            words.append(f"first token at {seconds(call.first)}")
        words.append("does not end" if call.end is None else f"ends at {seconds(call.end)}")
        if (word := _outcome(call)) and call.end is not None:
            words.append(word)
        return ", ".join(words)

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


def _elided(text: str, most: int) -> str:
    """A text without its middle, if it is too long: what tells prompts apart often stands at the end."""
    if len(text) <= most:
        return text
    tail = (most - 1) // 2
    return f"{text[: most - 1 - tail].rstrip()}…{text[-tail:].lstrip()}"
