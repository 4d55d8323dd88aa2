"""What the page needs to step through a run: JSON for ``awaited/site/assets/step.js``, which only looks up.

The words are those of ``awaited.recording.steps``. The picture is made here once, as a whole, and the page shows as much of it as has happened.
Across, time is *opened up*: in virtual time all code takes none, so that on a plain axis the first steps would be a line. Each turn has a
cell of one width, and only waiting is to scale. A moment with turns in it is a shaded band.

Who is said by a sign (a circle for a task, a square for a thread, with a number or letter in it), what by colour and shape together.
"""

import json
import math
from typing import Any

from awaited.picture.trace import trace_events
from awaited.recording.recording import Recording
from awaited.recording.standing import OVER, Actor
from awaited.recording.steps import Run, Step
from awaited.recording.words import SPACE, moment, seconds, telling

MOST = 20
"""Lanes that are drawn; the others are counted."""
NARROW = 0.2
"""Below so many per cent of the width, turns that follow each other are drawn as one."""
CELL, CELLS, END = 2.6, 46.0, 98.5
"""A turn is so wide at most, all turns together, and where the last step ends: percentages of the width."""

ROWS = {
    "model": "the model",
    "slot": "the server’s queue",
    "thread": "its thread",
    "free": "a free thread",
    "place": "a place",
    "connection": "a connection",
    "lock": "a lock",
    "queue": "a queue",
    "event": "an event",
    "condition": "a condition",
    "barrier": "a barrier",
    "sleep": "a timer",
    "tasks": "other tasks",
    "join": "a thread",
    "response": "a response",
    "message": "a message",
    "work": "work",
    "socket": "the network",
    "exit": "the server’s end",
    "future": "a future",
}
"""The rows of the machine for those who wait, in their order."""

Span = tuple[float, float, str]
"""Part of a lane: from where to where, and what it looks like."""


def data(recording: Recording, code: str) -> str:
    """The JSON for one run.

    Args:
        recording: The run.
        code: Its program.

    Raises:
        awaited.recording.steps.NoSteps: There is nothing to step through.
    """
    run = Run(recording, MOST)
    places = _places(run)
    spans = _spans(run, places)
    lanes, left = _lanes(run, spans)
    labels = _labels(run)
    rows = {row for step in run.steps for row, _ in step.places.values()}
    picture, height, legend = _picture(run, places, spans, lanes)
    told: dict[str, Any] = {
        "snippet": recording.snippet,
        "total": recording.seconds,
        "loop": run.loop,
        "who": {w: [a.owner, "task" if a.kind == "task" else "thread", run.name(w), labels[w]] for w, a in run.actors.items()},
        "rows": [[row, words] for row, words in ROWS.items() if row in rows],
        "timer": any(s.timer is not None for s in run.steps),
        "steps": _steps(run, places),
        "prints": [[moment(p.at), p.who, p.line, p.text, p.to] for p in run.prints],
        "lanes": lanes,
        "left": left,
        "picture": picture,
        "height": height,
        "legend": legend,
        "code": code,
        "cut": recording.left_out,
        "trace": trace_events(recording),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _labels(run: Run) -> dict[str, str]:
    """What each lane is called: what is asked in it, or the function that it runs."""
    asked: dict[str, list[str]] = {}
    for row in run.events:
        if row[2] == "call" and row[4] == "model":
            asked.setdefault(row[1], []).append(row[5])
    short = telling(text for texts in asked.values() for text in texts)

    def label(actor: Actor) -> str:
        if actor.kind == "main":
            return "event loop" if run.loop else "main thread"
        if actor.kind == "job" and actor.owner != actor.id:
            return "its thread"
        mine = asked.get(actor.id, []) + asked.get(f"{actor.id}a", [])
        if len(mine) == 1:
            return short[mine[0]]
        return f"{actor.does}()" if actor.does else "task" if actor.kind == "task" else "thread"

    return {who: label(actor) for who, actor in run.actors.items()}


# -- across


class Place:
    """Where a step stands across: its gap, and then its turns, in per cent."""

    def __init__(self, start: float, gap: float, cell: float, turns: int) -> None:
        self.start = start
        self.turns = start + gap
        self.cell = cell
        self.end = self.turns + cell * turns


def _places(run: Run) -> list[Place]:
    weight = sum(0.5 * len(s.turns) if s.kind == "many" else bool(s.turns) for s in run.steps)
    total = sum(s.gap for s in run.steps)
    unit = min(CELL, CELLS / max(1, weight)) if total else END / max(1, weight)
    scale = (END - unit * weight) / total if total else 0.0
    places, x = [], 0.0
    for step in run.steps:
        cell = unit * (0.5 if step.kind == "many" else 1.0)
        places.append(Place(x, step.gap * scale, cell, len(step.turns)))
        x = places[-1].end
    return places


def _spans(run: Run, places: list[Place]) -> dict[str, list[Span]]:
    """What each lane looks like, from left to right."""
    spans: dict[str, list[Span]] = {who: [] for who in run.actors}

    def add(who: str, start: float, end: float, look: str) -> None:
        if not look or end - start < 1e-9:
            return
        drawn = spans[who]
        if drawn and drawn[-1][2] == look and abs(drawn[-1][1] - start) < 1e-9 and not look.startswith("turn"):
            start = drawn.pop()[0]
        drawn.append((start, end, look))

    for step, place in zip(run.steps, places, strict=True):
        for who, look in step.looks[0].items():
            add(who, place.start, place.turns, look)
        x = place.turns
        for (who, events), looks in zip(step.turns, step.looks[1:], strict=True):
            for other, look in looks.items():
                if other != who:
                    add(other, x, x + place.cell, look)
            prints = any(row[2] == "print" and row[1] == who for row in events)
            add(who, x, x + place.cell, "turn prints" if prints else "turn")
            x += place.cell
            spans_over = [(row[1], row[2]) for row in events if row[2] in OVER]
            for other, how in spans_over:
                spans[other].append((x, x, how))
    return spans


def _lanes(run: Run, spans: dict[str, list[Span]]) -> tuple[list[str], int]:
    """Whose lanes are drawn: children under who made them, and a thread of a pool in the lane of the task that waits for it, unless it
    goes on when that has ended."""
    order: list[str] = []
    for who, actor in run.actors.items():
        if actor.kind == "job" and actor.owner != who and actor.owner in spans:
            ended = [x for x, _, look in spans[actor.owner] if look in OVER]
            later = max((end for _, end, _ in spans[who]), default=0.0)
            if ended and later > ended[0] + 0.5:
                order.insert(order.index(actor.owner) + 1, who)
            else:
                own = [s for s in spans[actor.owner] if s[2] not in ("thread", "thread+")]
                work = [s for s in spans[who] if s[2] not in OVER]
                spans[actor.owner] = sorted(own + work)
            continue
        order.append(who)
    return order[:MOST], max(0, len(order) - MOST)


_LEGEND = {
    "turn": ('<rect class="aw-turn" width="9" height="11" x="7"/>', "has its turn"),
    "prints": (
        '<rect class="aw-turn" width="9" height="11" x="7"/><circle class="aw-dot" cx="11.5" cy="5.5" r="2.4"/>',
        "and prints",
    ),
    "waiting": ('<rect class="aw-waiting" width="24" height="11"/>', "waits for the first token"),
    "answering": ('<rect class="aw-answering" width="24" height="11"/>', "is being answered"),
    "running": ('<rect class="aw-running" width="24" y="2" height="7"/>', "a tool or a search at work"),
    "sleeping": ('<rect class="aw-sleeping" width="24" height="9" y="1" rx="4"/>', "sleeps"),
    "queues": ('<line class="aw-queues" x1="0" x2="24" y1="6" y2="6"/>', "queues"),
    "ready": ('<rect class="aw-ready" width="24" y="3" height="5"/>', "ready"),
    "kept": ('<line class="aw-kept" x1="0" x2="24" y1="6" y2="6" stroke-width="8"/>', "ready, and kept from running"),
    "held": (
        '<rect class="aw-held" width="24" height="11"/><line class="aw-hatch" x1="0" x2="24" y1="5.5" y2="5.5" stroke-width="11"/>',
        "the loop is held up",
    ),
    "rail": (
        '<line class="aw-rail" x1="0" x2="24" y1="10" y2="10"/><rect class="aw-waiting" width="24" height="6"/>',
        "a thread is occupied",
    ),
    "others": ('<line class="aw-others" x1="0" x2="24" y1="6" y2="6"/>', "waits for others"),
    "band": ('<rect class="aw-band" width="24" height="11"/>', "one moment, opened up"),
    "ended": ('<text class="aw-cross" x="12" y="10">×</text>', "cancelled or failed"),
}


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _picture(run: Run, places: list[Place], spans: dict[str, list[Span]], lanes: list[str]) -> tuple[str, list[int], str]:
    """The lanes as SVG, the heights of all and of one in pixels, and the legend of what occurs."""
    lane = 26 if len(lanes) < 7 else 22 if len(lanes) < 10 else 18
    bar = lane // 2 + (1 if lane > 20 else 0)
    height = lane * len(lanes)
    used: set[str] = {"band"}
    drawn: list[str] = []
    axis: list[str] = []
    bands = _bands(run.steps, places)
    for _, start, end, _ in bands:
        if end > start:
            drawn.append(f'<rect class="aw-band" x="{_n(start)}%" width="{_n(end - start)}%" height="{height}"/>')
    wide = max(p.cell for p in places) >= 1.8
    for n, who in enumerate(lanes):
        y = n * lane + (lane - bar) / 2
        parts = _loop_lane(run, places, spans, y, bar, wide, used) if who == "M" and run.loop else []
        parts += [_shape(span, y, bar, used) for span in sorted(spans[who])]
        drawn.append(f'<g data-w="{who}">{"".join(parts)}</g>')
    last = wide_last = -math.inf
    final = bands[-1][1]
    for at, start, _, step in bands:
        if start - last > 5.5 and (start == final or final - start > 6.5):
            roomy = start == final or (start - wide_last > 9.5 and final - start > 9.5)
            wide_last = start if roomy else wide_last
            text = seconds(at) if start == final else seconds(at).removesuffix(f"{SPACE}s") if at else "0"
            hidden = "" if roomy else ' class="aw-wide"'
            axis.append(f'<text data-k="{step}"{hidden} x="{_n(start)}%" y="{height + 14}">{text}</text>')
            last = start
    legend = "".join(
        f'<span><svg width="24" height="11" aria-hidden="true">{sign}</svg>{words}</span>'
        for key, (sign, words) in _LEGEND.items()
        if key in used
    )
    svg = f'<svg class="aw-clip" width="100%" height="{height + 20}" aria-hidden="true">{"".join(drawn)}</svg>'
    svg += f'<svg class="aw-axis" width="100%" height="{height + 20}" aria-hidden="true">{"".join(axis)}</svg>'
    return svg, [height, lane], legend


def _bands(steps: list[Step], places: list[Place]) -> list[list[Any]]:
    """The moments in which turns happen: when, from where to where, and the first step of each."""
    bands: list[list[Any]] = []
    for n, (step, place) in enumerate(zip(steps, places, strict=True)):
        if bands and math.isclose(bands[-1][0], step.at):
            bands[-1][2] = place.end
        else:
            bands.append([step.at, place.turns, place.end, n])
    return bands


def _loop_lane(
    run: Run, places: list[Place], spans: dict[str, list[Span]], y: float, bar: int, wide: bool, used: set[str]
) -> list[str]:
    """Whose turn it is, and where the loop is held up."""
    middle = y + bar / 2
    begins = next(p.end for s, p in zip(run.steps, places, strict=True) if any(r[2] == "loop" for r in s.events))
    parts = [f'<line class="aw-others" x1="{_n(begins)}%" x2="{_n(places[-1].end)}%" y1="{middle}" y2="{middle}"/>']
    together: list[list[float]] = []
    if max(p.cell for p in places) < NARROW:
        turns = sorted(
            (s, e) for w, a in run.actors.items() if a.kind == "task" for s, e, look in spans[w] if look.startswith("turn")
        )
        for start, end in turns:
            if together and start - together[-1][1] < 1e-6:
                together[-1][1] = end
            else:
                together.append([start, end])
        parts += [
            f'<rect class="aw-turn" x="{_n(start)}%" width="{_n(end - start)}%" y="{y}" height="{bar}"/>'
            for start, end in together
        ]
    for who, actor in run.actors.items():
        if actor.kind != "task":
            continue
        for start, end, look in spans[who]:
            if together and look.startswith("turn"):
                continue
            x, width = _n(start), _n(end - start)
            if look.startswith("turn"):
                named = wide and end - start > 1.5
                kind = "aw-named" if named else "aw-turn"
                text = f'<text class="aw-number" x="{_n((start + end) / 2)}%" y="{middle + 3.3}">{who}</text>' if named else ""
                parts.append(
                    f'<g data-w="{who}"><rect class="{kind}" x="{x}%" width="{width}%" y="{y}" height="{bar}"/>{text}</g>'
                )
            elif look.endswith("+") and _held_at(run, places, who, start, end):
                used.add("held")
                parts.append(
                    f'<g data-w="{who}"><rect class="aw-held" x="{x}%" width="{width}%" y="{y}" height="{bar}"/>'
                    f'<line class="aw-hatch" x1="{x}%" x2="{_n(end)}%" y1="{middle}" y2="{middle}" stroke-width="{bar}"/></g>'
                )
    return parts


def _held_at(run: Run, places: list[Place], who: str, start: float, end: float) -> bool:
    """Whether somebody holds up the loop in all the time that passes there: else a thread works for it."""
    passes = [s for s, p in zip(run.steps, places, strict=True) if s.gap and p.start < end - 1e-9 and p.turns > start + 1e-9]
    return all(step.holder == who for step in passes)


def _shape(span: Span, y: float, bar: int, used: set[str]) -> str:
    start, end, look = span
    x, width, to, middle = _n(start), _n(end - start), _n(end), y + bar / 2
    if look in OVER:
        if look == "done":
            return f'<line class="aw-done" x1="{x}%" x2="{x}%" y1="{y - 1}" y2="{y + bar + 1}"/>'
        used.add("ended")
        return f'<text class="aw-cross" x="{x}%" y="{middle + 4}">×</text>'
    rail = look.endswith("+")
    look = look.rstrip("+")
    kind, _, more = look.partition(" ")
    used.add("others" if kind == "thread" else kind)
    match kind:
        case "others" | "thread":
            shape = f'<line class="aw-others" x1="{x}%" x2="{to}%" y1="{middle}" y2="{middle}"/>'
        case "queues":
            shape = f'<line class="aw-queues" x1="{x}%" x2="{to}%" y1="{middle}" y2="{middle}"/>'
        case "ready":
            shape = f'<rect class="aw-ready" x="{x}%" width="{width}%" y="{middle - 2.5}" height="5"/>'
        case "kept":
            shape = f'<line class="aw-kept" x1="{x}%" x2="{to}%" y1="{middle}" y2="{middle}" stroke-width="{bar - 3}"/>'
        case "sleeping":
            shape = f'<rect class="aw-sleeping" x="{x}%" width="{width}%" y="{y + 2}" height="{bar - 4}" rx="4"/>'
        case "turn":  # it stands out by its height, too
            shape = f'<rect class="aw-turn" x="{x}%" width="{width}%" y="{y - 2}" height="{bar + 4}"/>'
            if more:
                used.add("prints")
                shape += f'<circle class="aw-dot" cx="{_n((start + end) / 2)}%" cy="{middle}" r="2.4"/>'
        case _:
            inset = 2 if kind == "running" else 0
            shape = f'<rect class="aw-{kind}" x="{x}%" width="{width}%" y="{y + inset}" height="{bar - 2 * inset}"/>'
    if rail and kind not in ("others", "queues"):
        used.add("rail")
        shape += f'<line class="aw-rail" x1="{x}%" x2="{to}%" y1="{y + bar + 2}" y2="{y + bar + 2}"/>'
    return shape


# -- each step


def _steps(run: Run, places: list[Place]) -> list[dict[str, Any]]:
    """The steps, each with what changed since the one before."""
    told: list[dict[str, Any]] = []
    before: dict[str, list[Any] | int] = {}
    for step, place in zip(run.steps, places, strict=True):
        d: dict[str, Any] = {"x": round(place.end, 2), "t": step.at, "o": step.printed, "s": step.sentence}
        if step.after:
            d["n"] = step.after
        if step.gap:
            d["g"] = [round(place.start, 2), round(place.turns, 2)]
        if step.turns:
            d["w"] = [who for who, _ in step.turns]
            rows = [row for _, events in step.turns for row in events if len(row) > 3 and isinstance(row[3], int)]
            lines = {row[3] for row in rows if row[2] not in ("run", "made")} or {row[3] for row in rows}
            d["l"] = sorted(lines)
            who, events = step.turns[-1]
            if ended := [row[2] for row in events if row[2] in ("cancelled", "failed") and row[1] == who]:
                d["e"] = ended[0]
            if not step.places[who][0]:
                d["z"] = step.places[who][1]  # its last line
        if step.holder:
            d["hh" if step.turns else "h"] = step.holder
        if step.ready:
            d["q"] = step.ready
        if step.timer is not None:
            d["m"] = step.timer
        change: dict[str, list[Any] | int] = {}
        for who, (row, line) in step.places.items():
            now: list[Any] | int = [row, line] if row else 0
            if before.get(who, 0) != now:
                change[who] = before[who] = now
        if change:
            d["c"] = change
        told.append(d)
    return told
