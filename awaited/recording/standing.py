"""Where every task and thread stands after each event of a recording.

The events say what changed; a ``Standing`` that is told them one by one knows who runs, who is ready, who waits for what, and the next timer.
Steps, lanes and traces are all read off it.
"""

from dataclasses import dataclass
from typing import Any

from awaited.recording.recording import Event, Recording, names
from awaited.recording.trace import OVER

QUEUES = ("slot", "place", "connection", "lock", "queue", "event", "condition", "barrier", "free")
"""What somebody queues for: others have it."""


@dataclass
class Actor:
    """A task or thread, and what it does at the moment."""

    id: str
    kind: str
    """``main``, ``task``, ``thread``, or ``job``: work that a pool's thread does for somebody."""
    name: str
    does: str = ""
    """The function that it runs."""
    line: int | None = None
    """Where it stands."""
    by: str | None = None
    state: str = "new"
    """``new``, ``ready``, ``queued`` (for a thread of its pool), ``run``, ``wait``, ``loop`` (it runs an event loop), or how it ended."""
    why: str = ""
    """What it waits for: a kind, see ``awaited.recording.words.WAITS``."""
    of: Any = ""
    """Which one: tasks and threads by their ids, a time, a name of the program's."""
    holds: bool = False
    """It waits without giving up its turn, and the event loop with it."""
    answering: bool = False
    """Its call has its first token."""
    call: str = ""
    """The kind of call that it is in."""
    queues: bool = False
    """Its call is in the server's queue."""
    turns: int = 0
    late: bool = False
    """The work of a pool: no thread is free for it when it is asked for."""
    woke: str = ""
    """What it waited for before it became ready."""

    @property
    def owner(self) -> str:
        """For the work of a pool, whose it is; else itself."""
        return self.id.rstrip("abcdefghijklmnopqrstuvwxyz") or self.id

    @property
    def threaded(self) -> bool:
        """Whether a thread is occupied while it waits."""
        return self.kind != "task"


def kind_of(who: str) -> str:
    """What an id stands for."""
    return "main" if who == "M" else "task" if who.isdigit() else "job" if who[0].isdigit() else "thread"


class Standing:
    """The tasks and threads of a recording, while its events are told.

    Args:
        recording: The run.
    """

    def __init__(self, recording: Recording) -> None:
        events = _seen(recording.told())
        self.events = events
        self.now = 0.0
        self.actors: dict[str, Actor] = {"M": Actor("M", "main", "MainThread", state="ready")}
        known = names(events)
        for row in events:
            who = row[1]
            if who not in self.actors:
                self.actors[who] = Actor(who, kind_of(who), known[who], state="new" if row[2] == "made" else "ready")
                if row[2] == "made":
                    _, _, _, line, does, by, *_ = row
                    self.actors[who].line, self.actors[who].by = line, by
                    self.actors[who].does = "" if does == "job" else does
            if row[2] == "run" and len(row) > 4 and self.actors[who].kind == "thread":
                self.actors[who].kind = "job"
        self.loop = any(row[2] == "loop" for row in events)
        """Whether the program has an event loop."""
        self.timers: dict[str, float] = {}
        self._queued = _queued(events)
        self._late = _late(events)
        self._since: dict[str, int] = {}
        self._count = 0

    @property
    def ready(self) -> list[Actor]:
        """Who is ready, in the order in which they became so."""
        waiting = [a for a in self.actors.values() if a.state == "ready" and not (a.id == "M" and self.loop)]
        return sorted(waiting, key=lambda a: self._since.get(a.id, 0))

    @property
    def holder(self) -> Actor | None:
        """Who holds up the event loop."""
        return next((a for a in self.actors.values() if a.holds), None)

    @property
    def timer(self) -> float | None:
        """When the next timer is due, of those that the program set."""
        return min((at for at in self.timers.values() if at > self.now + 1e-9), default=None)

    def set(self, who: str, state: str, why: str = "", of: Any = "") -> None:
        """Put somebody into another state."""
        actor = self.actors[who]
        if state == "ready" and actor.state != "ready":
            self._count += 1
            self._since[who] = self._count
            # What it waited for is its own now: a lock has a name, still.
            actor.woke, of = (actor.why, actor.of) if actor.state == "wait" else ("", of)
        elif state != "run":
            actor.woke = ""
        actor.state, actor.why, actor.of = state, why, of
        if state != "wait":
            actor.holds = False

    def apply(self, row: Event) -> None:
        """The next event."""
        at, who, what, *rest = row
        self.now = max(self.now, at)
        actor = self.actors[who]
        if rest and rest[0] is not None and what not in ("made", "holds", "timer"):
            actor.line = rest[0]
        more = rest[1:]
        match what:
            case "made":
                self.set(who, "queued" if actor.kind == "job" else "ready")
                actor.line, actor.turns = rest[0], 0
                actor.late = id(row) in self._late
            case "ready":
                self.set(who, "ready")
            case "run":
                self.set(who, "run")
            case "wait":
                of = more[1] if len(more) > 1 else ""
                self.set(who, "wait", more[0], of)
                if more[0] == "sleep" and of:
                    self.timers[who] = float(of)
            case "holds":
                actor.holds = actor.state == "wait"
            case "call":
                actor.answering, actor.call = False, more[0]
                actor.queues = id(row) in self._queued
            case "served":
                actor.queues = False
            case "first":
                actor.answering, actor.queues = True, False
            case "end":
                actor.answering = actor.queues = False
                actor.call = ""
            case "timer":
                self.timers[f"{who}!"] = more[0]
            case "cancel":
                self.timers.pop(f"{who}!", None)
            case "loop":
                self.set(who, "loop")
            case "print":
                pass
            case _:
                self.set(who, what)
                self.timers.pop(f"{who}!", None)
                self.timers.pop(who, None)

    def look(self, actor: Actor) -> str:
        """What a picture shows of somebody: ``waiting`` (for a first token), ``answering``, ``running`` (a tool, a search), ``sleeping``,
        ``queues``, ``thread`` (a thread works for it), ``others`` (waits for tasks or threads), ``ready``, ``kept`` (ready, while the loop is
        held up), ``turn``, or nothing."""
        if self.queued_for(actor):
            return "queues"
        match actor.state:
            case "wait":
                if actor.why == "model":
                    return "running" if actor.call == "retriever" else "answering" if actor.answering else "waiting"
                if actor.why == "sleep":
                    return "running" if actor.call in ("tool", "retriever") else "sleeping"
                return "thread" if actor.why == "thread" else "others"
            case "ready":
                if actor.id == "M" and self.loop:
                    return ""
                return "kept" if self.holder is not None else "ready"
            case "run":
                return "turn"
        return ""

    def queued_for(self, actor: Actor) -> str:
        """For what somebody queues that others have: one of ``QUEUES``; empty when he does not."""
        if actor.state == "queued":
            return "free" if actor.late else ""
        if actor.state != "wait":
            return ""
        if actor.why == "thread" and self.actors[actor.of].state == "queued" and self.actors[actor.of].late:
            return "free"
        if actor.why == "model" and actor.queues:
            return "slot"
        return actor.why if actor.why in QUEUES else ""


def _seen(events: list[Event]) -> list[Event]:
    """The events without the work that a library gives to a pool and that is over at once, of which nobody is seen to wait for: nothing can be
    seen of it, and whoever caused it goes on."""
    idle: dict[str, float] = {}
    for row in events:
        who, what = row[1], row[2]
        if what == "made" and kind_of(who) == "job" and row[4] == "job":
            idle[who] = row[0]
        elif who in idle and (what not in ("run", "ready", "done") or row[0] != idle[who]):
            del idle[who]
        if what == "wait" and len(row) > 5 and isinstance(row[5], str):
            for other in row[5].split():
                idle.pop(other, None)
    return [row for row in events if row[1] not in idle] if idle else events


def _queued(events: list[Event]) -> set[int]:
    """The calls (by the identity of their rows) that were in a queue of their server."""
    found: set[int] = set()
    calls: dict[str, Event] = {}
    for row in events:
        if row[2] == "call":
            calls[row[1]] = row
        elif row[2] == "served" and row[1] in calls:
            found.add(id(calls[row[1]]))
    return found


def _late(events: list[Event]) -> set[int]:
    """The work (by the identity of its row) that a pool does not begin in the moment in which it is asked to."""
    begins: dict[str, float] = {}
    found: set[int] = set()
    for row in reversed(events):
        if row[2] == "run":
            begins[row[1]] = row[0]
        elif row[2] == "made" and kind_of(row[1]) in ("job", "thread") and begins.get(row[1], -1.0) != row[0]:
            found.add(id(row))
    return found


__all__ = ["OVER", "QUEUES", "Actor", "Standing", "kind_of"]
