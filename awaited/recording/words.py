"""A run told in words: the one place where times, counts and what happened become English.

``story`` is what a failing comparison shows, ``spoken`` what a timeline says to a screen reader, and ``awaited.recording.steps`` the sentences of
a run that is stepped through. All of them say a time with ``seconds`` and a number with ``number``.
"""

import difflib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from awaited.recording.calls import Call

SPACE = "\N{NO-BREAK SPACE}"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

CANCELLED, CLOSED, UNFINISHED = {"cancelled"}, {"closed"}, {"unfinished", ""}
"""How calls end that were not answered in full, beside those that failed."""


def seconds(value: float) -> str:
    """A time in words: ``1.0 s``, ``0.05 s``, ``12.5 s``, ``600 s``; at most three digits after the point, and no line break."""
    if value >= 100 and abs(value - round(value)) < 0.05:
        text = f"{value:.0f}"
    else:
        text = f"{value:.3f}".rstrip("0")
        text += "0" if text.endswith(".") else ""
    return f"{text}{SPACE}s"


def moment(at: float) -> str:
    """A time in seconds without its unit, with a digit after the point at least, so that times stand below each other."""
    return f"{at:g}" if at % 1 else f"{at:.1f}"


def number(value: int) -> str:
    """Numbers up to twelve are words."""
    return _NUMBERS[value] if value < len(_NUMBERS) else f"{value:,}"


def meant(name: object, known: Iterable[str]) -> str:
    """Which of the names that there are is meant, as part of a sentence; empty if none is near."""
    near = difflib.get_close_matches(str(name), known, 1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def count(value: int, one: str, many: str) -> str:
    """A number of things: ``one call``, ``three calls``."""
    return f"{number(value)} {one if value == 1 else many}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """``a, b and c``."""
    given = list(words)
    return f"{', '.join(given[:-1])} {last} {given[-1]}" if len(given) > 1 else "".join(given)


def quoted(text: str, most: int = 44) -> str:
    """A text of the program in quotation marks, on one line, and cut at its end where it is long."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= most else text[: most - 1].rstrip() + '…'}”"


def telling(texts: Iterable[str]) -> dict[str, str]:
    """What tells texts apart: each without the words with which all of them begin or end."""
    given = list(dict.fromkeys(texts))
    words = [text.split() for text in given]
    front = back = 0
    if len(words) > 1:
        least = min(map(len, words)) - 1
        while front < least and len({w[front] for w in words}) == 1:
            front += 1
        while back < least - front and len({w[-1 - back] for w in words}) == 1:
            back += 1
    kept = {}
    for text, parts in zip(given, words, strict=True):
        part = parts[front : len(parts) - back]
        if front and "".join(part).strip(".?!").isdigit():  # a number says more with the word before it
            part = parts[front - 1 : len(parts) - back]
        kept[text] = " ".join(part).rstrip(".?!,") or text
    return kept


def is_model(call: Call) -> bool:
    """Whether it is a call of a model: neither of a tool, nor for an embedding, nor a search."""
    return call.kind == "model"


def failed(call: Call) -> bool:
    """Whether a call ended with an error."""
    return call.outcome not in {"answered", *CANCELLED, *CLOSED, *UNFINISHED}


def outcome(call: Call) -> str:
    """The word for a call that was not answered in full; empty for one that was."""
    if call.outcome == "answered":
        return ""
    return "closed early" if call.outcome in CLOSED else call.outcome or "unfinished"


def manner(call: Call, common: Iterable[str] = ()) -> str:
    """How a call was made, where that is worth a word: not for the ``common`` paths."""
    words: list[str] = [] if is_model(call) else [call.kind]
    if call.path != "native" and call.path not in common:
        words.append({"thread": "in a thread", "sync": "blocking"}[call.path])
    return ", ".join(words)


def spoken(calls: Sequence[Call], blocked: Sequence[tuple[float, float]], apart: bool = True) -> Iterator[str]:
    """Each call in words, for those who do not see the picture; unless ``apart``, calls that went alike, one after the other, share an entry."""
    numbered = enumerate(calls, 1)
    groups: Iterable[tuple[str, list[tuple[int, Call]]]]
    if apart:
        groups = ((_course(c), [(n, c)]) for n, c in numbered)
    else:
        groups = ((course, list(group)) for course, group in itertools.groupby(numbered, key=lambda pair: _course(pair[1])))
    for course, group in groups:
        (first, call), (last, _) = group[0], group[-1]
        name = " ".join(call.label.split()) if first == last else f"Calls {first} to {last}"
        yield f"{name}: {course}"
    for start, end in blocked:
        yield f"The event loop is held up from {seconds(start)} to {seconds(end)}"


def _course(call: Call) -> str:
    words = [f"starts at {seconds(call.start)}"]
    if note := manner(call):
        words.append(note)
    if call.served is not None and call.served > call.start:
        words.append(f"queues until {seconds(call.served)}")
    if call.first is not None and is_model(call):
        words.append(f"first token at {seconds(call.first)}")
    words.append("does not end" if call.end is None else f"ends at {seconds(call.end)}")
    if (word := outcome(call)) and call.end is not None:
        words.append(word)
    return ", ".join(words)


WAITS: dict[str, str] = {
    "model": "an answer",
    "slot": "the server to have a place",
    "tasks": "tasks",
    "first": "whichever is done first",
    "sleep": "a timer",
    "thread": "its thread",
    "place": "a place",
    "lock": "a lock",
    "queue": "a queue",
    "event": "an event",
    "condition": "a condition",
    "barrier": "the others at a barrier",
    "join": "a thread",
    "job": "the work of a pool",
    "pool": "the threads of a pool",
    "elsewhere": "what another thread does for it",
    "connection": "a free connection of its client",
    "connect": "its connection",
    "response": "a response",
    "rest": "the rest of a response",
    "message": "a message",
    "work": "work",
    "exit": "the end of its server",
    "socket": "the network",
    "way": "its next turn",
    "future": "a future",
}
"""What tasks and threads wait for, by the word that a recording has for it."""


def story(recording: Any) -> list[str]:
    """A recording in words, an event a line: what a failing comparison shows."""
    lines: list[str] = []
    calls: dict[str, list[int]] = {}
    total = 0
    told = recording.told()
    for at, who, what, *rest in told:
        name = {"M": "the main thread"}.get(who) or (f"Task-{who}" if who.isdigit() else who if len(who) > 3 else f"thread {who}")
        line = f" (line {rest[0]})" if rest and rest[0] is not None else ""
        more = rest[1:]
        match what:
            case "made":
                words = f"{name} is made by {'Task-' + more[1] if more[1].isdigit() else more[1]}, to run {more[0]}{line}"
            case "run":
                words = f"{name} has the turn{line}"
            case "wait":
                of = f": {more[1]}" if len(more) > 1 else ""
                if more[0] == "sleep" and of:
                    of = f" until {moment(more[1])} s"
                words = f"{name} waits for {WAITS.get(more[0], more[0])}{of}{line}"
            case "ready" | "done" | "cancelled":
                words = f"{name} is {what}"
            case "failed":
                words = f"{name} fails with {more[0] if more else 'an error'}"
            case "cancel":
                words = f"{name} is told to end, by {more[0]}"
            case "loop":
                words = f"{name} starts an event loop{line}"
            case "timer":
                words = f"{name} sets a time-out that ends at {moment(more[0])} s{line}"
            case "holds":
                words = f"{name} holds up the event loop until {moment(more[0])} s{line}"
            case "call":
                total += 1
                calls.setdefault(who, []).append(total)
                how = f", {more[2]}" if len(more) > 2 else ""
                words = f"{name} makes {more[0]} call {total}{how}{line}: {more[1]}"
            case "served" | "first" | "end":
                place = more[0] if more and isinstance(more[0], int) else 0
                mine = calls[who].pop(place) if what == "end" else calls[who][place]
                how = next((x for x in more if isinstance(x, str)), "answered")
                words = {
                    "served": f"call {mine} has a slot of its server",
                    "first": f"call {mine} has its first token",
                    "end": f"call {mine} ends: {how}",
                }[what]
            case _:
                words = f"{name} writes {more[0]!r}{' to ' + more[1] if len(more) > 1 else ''}{line}"
        lines.append(f"{at:9.3f} s  {words}")
    lines.append(f"{recording.seconds:9.3f} s  the program ends" + (f" with {recording.raised}" if recording.raised else ""))
    lines += [f"{'':11}  it warns: {w}" for w in recording.warned]
    lines += [f"{'':11}  it leaves behind: {x}" for x in recording.left]
    return lines
