"""A run as a trace in Chrome's format, which Perfetto (ui.perfetto.dev) and the browsers' own tools open.

A row for each task and thread, a slice for each turn, wait and call; times are microseconds. See "Trace Event Format", Google, 2016.
"""

from typing import Any

from awaited.recording.recording import Recording
from awaited.recording.standing import OVER, Standing
from awaited.recording.words import WAITS

TURN = 1.0
"""Microseconds that a turn is shown to last: in virtual time it takes none, and could not be seen."""


def trace_events(recording: Recording) -> dict[str, Any]:
    """The trace of a recording, to be written as JSON.

    Args:
        recording: The run.
    """
    standing = Standing(recording)
    number = {who: n for n, who in enumerate(standing.actors, 1)}
    events: list[dict[str, Any]] = [
        {"ph": "M", "pid": 1, "tid": 0, "name": "process_name", "args": {"name": f"{recording.snippet}.py"}},
    ]
    if recording.blocked:
        events.append({"ph": "M", "pid": 1, "tid": 0, "name": "thread_name", "args": {"name": "event loop"}})
    for who, actor in standing.actors.items():
        name = actor.name + (f" {actor.does}()" if actor.does else "")
        events.append({"ph": "M", "pid": 1, "tid": number[who], "name": "thread_name", "args": {"name": name}})
        events.append({"ph": "M", "pid": 1, "tid": number[who], "name": "thread_sort_index", "args": {"sort_index": number[who]}})
    since: dict[str, tuple[float, str, dict[str, Any]]] = {}

    def close(who: str, at: float) -> None:
        if who in since:
            start, name, more = since.pop(who)
            lasts = max((at - start) * 1e6, TURN if more.get("state") == "turn" else 0.0)
            if lasts:
                events.append(
                    {
                        "ph": "X",
                        "cat": "task" if standing.actors[who].kind == "task" else "thread",
                        "pid": 1,
                        "tid": number[who],
                        "ts": start * 1e6,
                        "dur": lasts,
                        "name": name,
                        "args": more,
                    }
                )

    for row in standing.events:
        at, who, what, *rest = row
        line = {"line": rest[0]} if rest and rest[0] is not None else {}
        match what:
            case "run":
                close(who, at)
                since[who] = at, "turn", {"state": "turn", **line}
            case "wait":
                close(who, at)
                of = {"which": rest[2]} if len(rest) > 2 else {}
                since[who] = at, f"waits for {WAITS.get(rest[1], rest[1])}", {**line, **of}
            case "made" | "ready":
                close(who, at)
                since[who] = at, "ready", dict(line)
            case "print":
                text = " ".join(rest[1].split())
                events.append(
                    {
                        "ph": "i",
                        "cat": "print",
                        "s": "t",
                        "pid": 1,
                        "tid": number[who],
                        "ts": at * 1e6,
                        "name": "prints",
                        "args": {"text": text, **line},
                    }
                )
            case _ if what in OVER or what == "loop":
                close(who, at)
    for who in list(since):
        close(who, recording.seconds)
    tids = {actor.name: number[who] for who, actor in standing.actors.items()}
    for n, call in enumerate(recording.calls, 1):
        end = recording.seconds if call.end is None else call.end
        ids = {"ph": "b", "cat": call.kind, "id": n, "pid": 1, "tid": tids[call.by], "name": " ".join(call.label.split())}
        events.append({**ids, "ts": call.start * 1e6, "args": {"by": call.by, "path": call.path, "outcome": call.outcome}})
        if call.first is not None:
            events.append({**ids, "ph": "n", "ts": call.first * 1e6, "args": {"what": "first token"}})
        events.append({**ids, "ph": "e", "ts": end * 1e6})
    for start, end in recording.blocked:
        events.append(
            {
                "ph": "X",
                "cat": "held up",
                "pid": 1,
                "tid": 0,
                "ts": start * 1e6,
                "dur": (end - start) * 1e6,
                "name": "event loop held up",
                "args": {},
            }
        )
    return {"traceEvents": events, "displayTimeUnit": "ms", "otherData": {"virtual time": "yes", "code": recording.code}}
