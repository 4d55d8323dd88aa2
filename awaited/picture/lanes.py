"""The lanes of a timeline: what stands in each, apart from how it is drawn.

A lane is one call of a task or thread, or, where it makes none, the task or thread itself; with it stands what it waited for before: a place, a
lock, a thread of the pool, a loop that somebody held up, a sleep. A task that only waits for other tasks has nothing to show, and no
lane. Lanes are in the order in which they begin, so that children stand under who made them.
"""

from dataclasses import dataclass, field

from awaited.recording.calls import Call
from awaited.recording.recording import Recording
from awaited.recording.standing import Standing
from awaited.recording.words import telling

_RUNNING = ("tool", "retriever")
"""Kinds that are work of the program's own: they have no first token."""

_EXTRA = ("sleeping", "queues", "kept")
"""What a lane shows beside calls: see ``Standing.look``."""


@dataclass(frozen=True)
class Phase:
    """A part of a lane: ``queued`` for a slot of the server, ``waiting`` for the first token, ``answering``, ``running`` (a tool, a retriever),
    ``sleeping``, ``queues`` (for what others have), or ``kept`` (ready, while somebody holds up the loop)."""

    name: str
    start: float
    end: float


@dataclass
class Lane:
    """One lane."""

    who: str
    """The task or thread, by its id in the recording."""
    name: str
    """What it is called: ``Task-2``, ``thread A``."""
    line: int | None
    """The program's line that made the call."""
    call: Call | None
    label: str
    phases: list[Phase] = field(default_factory=list)
    """What is shown, in order; something always is."""
    thread: bool = False
    """A thread is occupied while it waits."""
    prints: list[float] = field(default_factory=list)
    """When it wrote something."""

    @property
    def start(self) -> float:
        return self.phases[0].start

    @property
    def end(self) -> float:
        return self.phases[-1].end


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


def length(recording: Recording) -> float:
    """When the program, or the last of its calls, ended."""
    return max([recording.seconds, *(c.end for c in recording.calls if c.end is not None), *(e for _, e in recording.blocked)])


def lanes(recording: Recording) -> tuple[list[Lane], list[float]]:
    """The lanes of a recording, and when something was written that belongs to none of them.

    Args:
        recording: The run.
    """
    until = length(recording)
    standing = Standing(recording)
    order = {who: n for n, who in enumerate(standing.actors)}
    rows = [row for row in standing.events if row[2] == "call"]
    made = [
        Lane(standing.actors[row[1]].owner, _name(standing, row[1]), row[3], call, call.label, phases(call, until))
        for row, call in zip(rows, recording.calls, strict=True)
    ]
    by_owner: dict[str, list[Lane]] = {}
    for lane in made:
        by_owner.setdefault(lane.who, []).append(lane)
    for who, spans in _spans(standing, until).items():
        actor = standing.actors[who]
        mine = by_owner.get(actor.owner)
        if mine is None:
            if actor.kind == "job" or (actor.kind == "main" and standing.loop) or not spans:
                continue
            mine = by_owner[who] = [Lane(who, _name(standing, who), actor.line, None, f"{actor.does}()" if actor.does else "")]
            made += mine
        for span in spans:
            _place(mine, span)
    several = len(by_owner) > 1
    for lane in made:
        lane.phases.sort(key=lambda part: (part.start, part.end))
        if lane.call is not None:
            lane.thread = lane.call.path == "thread" or (lane.call.path == "sync" and (several or bool(recording.blocked)))
    made.sort(key=lambda lane: (lane.start, order[lane.who]))
    loose = []
    for row in standing.events:
        if row[2] == "print" and row[4].strip():
            mine = by_owner.get(standing.actors[row[1]].owner, [])
            begun = [lane for lane in mine if lane.start <= row[0]]
            if begun:
                begun[-1].prints.append(row[0])
            else:
                loose.append(row[0])
    return made, loose


def _name(standing: Standing, who: str) -> str:
    actor = standing.actors[standing.actors[who].owner]
    return "main thread" if actor.kind == "main" else actor.name if actor.kind == "task" else f"{actor.kind} {actor.id}"


def _spans(standing: Standing, until: float) -> dict[str, list[Phase]]:
    """What is worth showing of each task and thread beside its calls."""
    found: dict[str, list[Phase]] = {who: [] for who in standing.actors}
    now = 0.0

    def note(at: float) -> None:
        for who, actor in standing.actors.items():
            look = standing.look(actor)
            if look in _EXTRA and not (look == "queues" and actor.why == "model"):
                before = found[who]
                if before and before[-1].name == look and before[-1].end == now:
                    before[-1] = Phase(look, before[-1].start, at)
                else:
                    before.append(Phase(look, now, at))

    for row in standing.events:
        if row[0] > now:
            note(row[0])
            now = row[0]
        standing.apply(row)
    if until > now:
        note(until)
    return found


def _place(mine: list[Lane], span: Phase) -> None:
    """Put a span into the lane of the call that comes next, or of the last one; not where a call is going on."""
    for lane in mine:
        call = lane.call
        if call is not None and call.start <= span.start and (call.end is None or call.end >= span.end):
            return
    later = [lane for lane in mine if lane.call is None or lane.call.start >= span.end]
    (later[0] if later else mine[-1]).phases.append(span)


def labels(made: list[Lane], room: int) -> dict[int, str]:
    """What to call each lane (by its identity): its label, or where one of them has no room, what tells them apart."""
    whole = {id(lane): " ".join(lane.label.split()) for lane in made}
    short = telling([text for text in whole.values() if text])
    return {key: text if len(text) <= room else short.get(text, text) for key, text in whole.items()}
