"""A run in steps: what a reader goes through one by one, each with a sentence.

A step is a turn, or a wait: an event loop gives turns, and between turns time passes. Stepping from one to the next is what explains a loop.

1. A turn goes from where somebody gets it to where he waits or ends. What he prints from another line is a step of its own.
2. A gap is time that passes, with all that ends it: first tokens, who became ready, a time-out.
3. Somebody who wakes alone, and runs: gap and turn are two steps the first time, and one afterwards. Who held up the loop goes on in the
   step in which he stops to.
4. Of at least four turns in a row that are alike, the first is told in full, and the rest is one step.

Whoever stands where, at each step, is told by an ``awaited.recording.standing.Standing``.
"""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from awaited.recording.recording import Event, Recording
from awaited.recording.standing import OVER, Actor, Standing
from awaited.recording.words import SPACE, WAITS, listed, moment, number, quoted, seconds

SAME = 4
"""So many turns in a row that are alike are told together."""


_SHARED = {
    "first": "tasks",
    "job": "join",
    "pool": "join",
    "elsewhere": "join",
    "way": "ready",
    "rest": "response",
    "connect": "socket",
}
"""Waits that stand in the row of another kind."""


_FREES = {
    "place": "leaves its place to {who}",
    "connection": "leaves its connection to {who}",
    "lock": "leaves the lock to {who}",
    "queue": "lets {who} go on at {what}",
}
"""What somebody does for those who queue, by what for."""


class State(NamedTuple):
    """What somebody did before a step."""

    state: str
    why: str = ""
    of: Any = ""
    answering: bool = False
    """Its answer was coming."""
    streams: bool = False
    """It reads its answer token by token."""


@dataclass
class Print:
    """A line of output, as a step shows it."""

    at: float
    who: str
    line: int | None
    text: str
    to: str


@dataclass
class Step:
    """One step."""

    at: float
    """The time at its end, in seconds."""
    kind: str
    """``start``, ``turn``, ``gap``, ``both`` (a gap and the turn after it), ``many`` (turns that are alike), or ``end``."""
    events: list[Event] = field(default_factory=list)
    turns: list[tuple[str, list[Event]]] = field(default_factory=list)
    """Who has a turn in it, and what happens in each."""
    gap: float = 0.0
    """Seconds that pass in it."""
    callbacks: set[str] = field(default_factory=set)
    """Who runs an event loop and has a turn for the loop itself, not for any task: what asyncio calls a callback."""
    holder: str = ""
    """Who holds up the loop while they pass."""
    sentence: str = ""
    after: str = ""
    """What follows from where things stand then: who is next, or that the loop sleeps. Held back where a reader is asked."""
    places: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """Where everybody is after it: the row of the machine (empty: in none), and the line."""
    ready: list[str] = field(default_factory=list)
    printed: int = 0
    """How many lines of output there are after it."""
    timer: float | None = None
    looks: list[dict[str, str]] = field(default_factory=list)
    """What everybody looks like: while time passes, then before each of its turns."""


class NoSteps(ValueError):
    """A recording has no events to step through; the message says why."""


class Run:
    """The steps of a recording.

    Args:
        recording: The run.
        lanes: How many of its tasks and threads are drawn; what the others look like is then not looked at, since it takes time in long runs.

    Raises:
        NoSteps: The recording says nothing of turns.
    """

    def __init__(self, recording: Recording, lanes: int | None = None) -> None:
        self.recording = recording
        self.machine = Standing(recording)
        self.actors = self.machine.actors
        self.loop = self.machine.loop
        self.events = self.machine.events
        if not any(row[2] in ("run", "loop", "wait") for row in self.events):
            raise NoSteps(f"the recording of {recording.snippet} has no turns to step through")
        apart = [a for a in self.actors.values() if a.kind != "job" or a.owner == a.id]
        drawn = {a.id for a in apart[:lanes]}
        self._drawn = [a for a in self.actors.values() if a.id in drawn or a.owner in drawn]
        self.prints: list[Print] = []
        self.steps = self._together(_folded(_turns(self.events, recording.seconds), self.events))
        self._kinds, self._streamed = _kinds(self.events), _streamed(self.events)
        self._calls: dict[str, list[Event]] = {}
        self._callbacks: set[str] = set()
        self._made_last: dict[str, str] = {}
        self._mains: dict[str, str] = {}
        """The task that an event loop was started for, by who runs the loop."""
        self._play()

    # -- names

    def name(self, who: str) -> str:
        """What a sentence calls somebody."""
        actor = self.actors[who]
        match actor.kind:
            case "main":
                return "the main thread"
            case "task":
                return f"Task-{who}"
            case "job" if actor.owner in self.actors and actor.owner != who:
                return f"the thread of Task-{actor.owner}"
            case "job":
                return f"job {who}"
        return f"thread {who}"

    def _subject(self, who: str, callbacks: set[str] | None = None) -> str:
        """What a sentence calls somebody who has a turn."""
        return "a callback of the event loop" if who in (self._callbacks if callbacks is None else callbacks) else self.name(who)

    def names(self, ids: list[str], last: str = "and") -> str:
        """Several of them; many are counted."""
        kinds = {self.actors[i].kind for i in ids}
        numbers = [int(i) for i in ids if i.isdigit()]
        if len(ids) > 3 and kinds == {"task"} and numbers == list(range(numbers[0], numbers[0] + len(ids))):
            return f"Task-{ids[0]} to Task-{ids[-1]}"
        if len(ids) > 1 and kinds == {"job"} and all(i != self.actors[i].owner in self.actors for i in ids):
            owners = list(dict.fromkeys(self.actors[i].owner for i in ids))
            return (
                f"the threads of {self.names(owners)}" if len(owners) > 1 else f"{number(len(ids))} threads of Task-{owners[0]}"
            )
        if len(ids) > 6:
            return f"{len(ids)} {'tasks' if kinds == {'task'} else 'threads' if kinds == {'thread'} else 'jobs'}"
        return listed([self.name(i) for i in ids], last)

    # -- steps

    def _together(self, steps: list[Step]) -> list[Step]:
        """Join a gap and the turn that it leads to, where that is plain."""
        seen, merged, place = False, [], 0
        while place < len(steps):
            step = steps[place]
            following = steps[place + 1] if place + 1 < len(steps) else None
            place += 1
            if step.kind != "gap" or following is None or following.kind != "turn":
                merged.append(step)
                continue
            who = following.turns[0][0]
            woken = {row[1] for row in step.events if row[2] == "ready"}
            held = not woken and _held(merged, who)
            alone = woken == {who} or not woken
            later = steps[place + 1] if place + 1 < len(steps) else None
            others = later is not None and later.kind == "turn" and later.turns[0][0] in woken - {who}
            plain = alone and not others and not any(row[2] == "cancel" for row in step.events)
            if held or (plain and seen):
                both = Step(following.at, "both", step.events + following.events, following.turns, step.gap)
                merged.append(both)
                place += 1
                continue
            seen = seen or plain
            merged.append(step)
        return merged

    def _play(self) -> None:
        machine = self.machine
        for place, step in enumerate(self.steps):
            before = {w: State(a.state, a.why or a.woke, a.of, a.answering, self._streams(w)) for w, a in self.actors.items()}
            holder = machine.holder
            ready = [a.id for a in machine.ready]
            step.looks.append(self._looks())
            if step.gap:
                step.holder = holder.id if holder else ""
                # Threads are woken by the clock, not by a loop: they are ready from now on.
                for row in self.events:
                    actor = self.actors[row[1]]
                    woken = row[0] == step.at and row[2] == "run" and actor.threaded
                    if woken and actor.state == "wait" and not actor.holds and actor.why in ("model", "sleep"):
                        machine.set(actor.id, "ready")
            following = self.steps[place + 1] if place + 1 < len(self.steps) else None
            if step.kind == "gap" and following is not None and following.kind == "turn" and not machine.ready:
                # Who is ready, and has the turn at once, is not told to be ready.
                first = self.actors[following.turns[0][0]]
                if first.state == "wait" and not first.holds and not any(row[2] == "cancel" for row in step.events):
                    machine.set(first.id, "ready")
            told = {id(row) for _, events in step.turns for row in events}
            for row in step.events:
                if id(row) not in told:
                    self._apply(row)
            for who, events in step.turns:
                step.looks.append(self._looks())
                mine = self._mains.get(who, "")
                if self.actors[who].state == "loop" and mine and self.actors[mine].state not in OVER:
                    step.callbacks.add(who)
                machine.set(who, "run")
                self.actors[who].turns += 1
                for row in events:
                    self._apply(row)
                self._stops(step)
            machine.now = step.at
            step.printed = len(self.prints)
            self._callbacks = step.callbacks
            self._stops(step)
            step.sentence = self._sentence(place, step, before, ready)
            step.places = {w: (self._row(a), a.line) for w, a in self.actors.items()}
            step.ready = [a.id for a in machine.ready]
            step.timer = machine.timer
        for place, step in enumerate(self.steps):
            step.after = self._after(place, step)

    def _stops(self, step: Step) -> None:
        """Whose turn ends without a wait goes on later: in a step of its own, or since not all waits of a long run are kept."""
        for actor in self.actors.values():
            if actor.state == "run":
                self.machine.set(actor.id, "loop" if actor.id in step.callbacks else "going")

    def _looks(self) -> dict[str, str]:
        """What each looks like now; ``+`` says that a thread is occupied meanwhile."""
        found = {}
        holder = self.machine.holder
        for actor in filter(None, [*self._drawn, holder]):
            look = self.machine.look(actor)
            rail = actor.state == "wait" and (actor.threaded or actor.holds) and (actor.id != "M" or not self.loop)
            found[actor.id] = f"{look}+" if look and rail else look
        return found

    def _streams(self, who: str) -> bool:
        """Whether somebody reads the answer token by token for which it waits."""
        calls = self._calls.get(who, ())
        return len(calls) == 1 and id(calls[0]) in self._streamed

    def _apply(self, row: Event) -> None:
        self.machine.apply(row)
        if row[2] == "made":
            self._made_last[row[5]] = row[1]
        elif row[2] == "loop" and row[1] in self._made_last:
            self._mains[row[1]] = self._made_last[row[1]]
        elif row[2] == "call":
            self._calls.setdefault(row[1], []).append(row)
        elif row[2] == "end" and (open_ := self._calls.get(row[1])):
            open_.pop(_place(row))
        if row[2] == "print":
            to = row[5] if len(row) > 5 else ""
            self.prints += [Print(row[0], row[1], row[3], line, to) for line in row[4].splitlines() or [""]]

    def _row(self, actor: Actor) -> str:
        """The row of the machine in which somebody stands."""
        if actor.state == "wait":
            if queue := self.machine.queued_for(actor):
                return queue
            return _SHARED.get(actor.why, actor.why)
        if actor.state == "going" or (actor.state == "ready" and not (actor.id == "M" and self.loop)):
            return actor.state
        return ""

    # -- sentences

    def _reason(self, actor: Actor) -> str:
        why, of = actor.why, actor.of
        match why:
            case "model" if actor.queues:
                return "waits in the queue of the server"
            case "model" if len(self._calls.get(actor.id, ())) > 1:
                return "waits for its answers"
            case "model" if actor.answering:
                return "waits for the next token" if self._streams(actor.id) else "waits for the rest of the answer"
            case "model":
                return {"embedding": "waits for its vectors", "retriever": "waits for its documents"}.get(
                    actor.call, "waits for its answer"
                )
            case "tasks":
                return f"waits for {self.names(of.split())}" if of else "waits for what a library does for it"
            case "first":
                ids = of.split()
                if len(ids) > 1:
                    return f"waits for whichever of {self.names(ids, 'or')} is done first"
                return f"waits for {self.names(ids)}" if ids else "waits for whichever is done first"
            case "place":
                if of == "max_concurrency":
                    return "waits for a place: max_concurrency lets no more of them run at once"
                return f"waits for a place ({of})" if of else "waits for a place"
            case "lock" | "queue" | "event" | "condition" | "barrier" | "future":
                return f"waits for {_named(why, of)}"
            case "sleep":
                return f"sleeps until {moment(round(of, 3))}{SPACE}s" if of else "sleeps"
            case "thread":
                if self.machine.queued_for(actor):
                    return "finds no free thread in the pool: its call queues"
                return "hands its call to a thread of the pool, and waits for it"
            case "join" | "job":
                if not of:
                    return "waits for a thread to end" if why == "join" else "waits for work that it gave to a pool"
                return f"waits for {self.names(of.split())} to end"
            case "pool":
                busy = [w for w, a in self.actors.items() if a.kind == "job" and a.state not in OVER and a.state != "new"]
                return f"waits for {self.names(busy)}, which nobody can cancel" if busy else "waits for the threads of the pool"
            case "way":
                return "gives way to the others"
            case "rest":
                return "waits for the rest of the response"
            case "exit":
                return "waits until its server is to end"
        return f"waits for {WAITS.get(why, why)}"

    def _turn(self, who: str, events: list[Event], before: dict[str, State]) -> str:
        """A turn in words, without a capital and without a full stop."""
        actor = self.actors[who]
        name = self._subject(who)
        was = before[who]
        clauses = self._clauses(who, events, was.why, was.of)
        made = self._made(events)
        prints = [row for row in events if row[2] == "print" and row[1] == who]
        over = next((row[2] for row in events if row[2] in OVER and row[1] == who), "")
        woken = (row[1] for row in events if row[2] == "ready" and row[1] in before)
        freed = list(dict.fromkeys(w for w in woken if before[w].why in _FREES))
        if freed:
            freed_from = before[freed[0]]
            words = _FREES[freed_from.why].format(who=self.names(freed), what=_named(freed_from.why, freed_from.of))
            clauses.insert(len(clauses) - bool(over), words)
        wait = next((row for row in events if row[2] == "wait" and row[1] == who), None)
        if wait is not None:
            words = self._reason(actor)
            ids = [row[1] for row in made]
            if len(ids) > 1 and isinstance(actor.of, str) and actor.of.split() == ids:
                both = "both" if len(ids) == 2 else "all"
                words = {"tasks": f"waits for {both} of them", "first": "waits for whichever is done first"}.get(actor.why, words)
            if actor.holds:
                what = {"model": "for the answer", "sleep": words.removeprefix("sleeps ")}.get(actor.why, "")
                words = f"waits {what} without giving up its turn: the loop is held up".replace("  ", " ")
            elif (
                wait[3]
                and actor.why != "thread"
                and not any(row[2] == "call" or row[3:4] == [wait[3]] for row in events if row is not wait and row[2] != "run")
            ):
                words += f" (line {wait[3]})"
            clauses.append(words)
        if actor.turns <= 1 and actor.kind != "main":
            lead = "has its first turn" if actor.kind == "task" else "begins"
            if clauses == ["is done"]:  # its first turn is its last
                return f"{name} {'has its turn' if actor.kind == 'task' else lead}, and is done at once"
            return f"{name} {lead}: it {listed(clauses)}" if clauses else f"{name} {lead}"
        run = next((row for row in events if row[2] == "run" and row[1] == who), None)
        if not clauses:
            return f"{name} goes on at line {run[3]}" if run is not None and run[3] else f"{name} goes on"
        if who == "M" and wait is not None and actor.why == "pool" and self.loop:
            return f"asyncio.run() cannot end yet: it {listed(clauses)}"
        if run is not None and (prints or made) and was.state not in ("going", "new") and not (who == "M" and actor.turns <= 1):
            return f"{name} goes on: it {listed(clauses)}"
        return f"{name} {listed(clauses)}"

    def _clauses(self, who: str, events: list[Event], why: str, of: Any) -> list[str]:
        """What somebody does in a turn, in the order in which it does it."""
        clauses: list[str] = []
        if why == "place" or (why == "connection" and any(row[2] == "call" and row[1] == who for row in events)):
            clauses.append(f"has a {why} now")
        if why == "lock":
            clauses.append(f"has {_named('lock', of)}")
        made = self._made(events)
        mine = [row for row in events if row in made or (row[1] == who and row[2] in ("end", "timer", "call", "print", *OVER))]
        for what, group in groupby(mine, lambda row: (row[2], row[4] if row[2] == "call" else "")):
            clauses += self._did(who, what[0], list(group))
        return clauses

    def _did(self, who: str, what: str, rows: list[Event]) -> list[str]:
        """What somebody does of one kind, one after the other."""
        lines = sorted({row[3] for row in rows if len(row) > 3 and row[3]})
        where = "" if not lines else f" (line {lines[0]})" if len(lines) == 1 else f" (lines {lines[0]} to {lines[-1]})"
        match what:
            case "end":
                result = next((x for row in rows for x in row[4:] if isinstance(x, str)), "")
                whole = {"tool": "has the tool’s result", "embedding": "has its vectors", "retriever": "has its documents"}
                bad = {"cancelled": "loses its call", "closed": "ends its stream early"}
                if result:
                    return [bad.get(result, f"gets an error ({result.removeprefix('error ')})")]
                return [whole.get(self._kinds[id(rows[0])], "has its whole answer")]
            case "made":
                kind, names = self.actors[rows[0][1]].kind, self.names([row[1] for row in rows])
                if kind == "job":
                    return [f"gives {names} to a pool{where}"]
                return [f"{'starts' if kind == 'thread' else 'makes'} {names}{where}"]
            case "timer":
                return [f"sets a time-out that ends at {moment(round(row[4], 3))}{SPACE}s (line {row[3]})" for row in rows]
            case "call":
                verbs = {
                    "model": "asks the model",
                    "tool": "calls the tool",
                    "embedding": "asks for an embedding of",
                    "retriever": "searches for",
                }
                asked = [quoted(row[5]) for row in rows]
                if len(set(asked)) == 1 < len(asked):
                    asked = [f"{asked[0]} {number(len(asked))} times"]
                if len(asked) > 3:
                    asked[3:] = [f"{len(asked) - 3} more"]
                return [f"{verbs[rows[0][4]]} {listed(asked)}{where}"]
            case "print":
                lines_of = sum(len(row[4].splitlines()) for row in rows)
                first = rows[0][4].partition("\n")[0]
                if first.startswith("Traceback "):
                    return [f"prints a traceback{where}"]
                verb = "warns:" if rows[0][5:] and "Warning: " in first else "prints"
                one = lines_of == 1 or verb == "warns:"
                return [f"{verb} {quoted(rows[0][4]) if one else f'{lines_of} lines'}{where}"]
        error = rows[0][4] if len(rows[0]) > 4 else "an error"
        return [{"done": "is done", "cancelled": "is cancelled"}.get(what, f"fails with {error}")]

    def _made(self, events: list[Event]) -> list[Event]:
        """Whom somebody makes: not the threads that work for a task, which its wait tells of."""
        return [row for row in events if row[2] == "made" and self.actors[row[1]].owner == row[1]]

    def _sentence(self, place: int, step: Step, before: dict[str, State], ready: list[str]) -> str:
        match step.kind:
            case "start":
                return "Nothing has run yet."
            case "end":
                ends = "The loop ends, and with it the program," if self.loop else "The program ends"
                return f"{ends} after {seconds(step.at)}."
            case "turn":
                return self._told(place, step, before)
            case "many":
                return self._many(step, before)
        return self._passed(step, before, ready)

    def _told(self, place: int, step: Step, before: dict[str, State]) -> str:
        who, events = step.turns[0]
        loop = next((row for row in events if row[2] == "loop"), None)
        first = place == 1 and who == "M"
        if loop is not None:
            made = next((row for row in events if row[2] == "made"), None)
            if made is None:
                name = self.name(who)
                return f"{name[:1].upper()}{name[1:]} starts an event loop (line {loop[3]})."
            lead = "The main thread reads the file from the top. " if first else ""
            did = self._clauses(who, [row for row in events if row is not made], "", "")
            lead += f"It {listed(did)}. " if did else ""
            runs = f", to run {made[4]}() in it" if made[4] != "job" else ""
            return f"{lead}Line {loop[3]} starts an event loop and makes {self.name(made[1])}{runs}."
        text = _upper(self._turn(who, events, before))
        if first:
            text = "The main thread reads the file from the top. It" + text.removeprefix("The main thread")
        if place == len(self.steps) - 1:
            text += f". The program ends after {seconds(self.recording.seconds)}"
        return text + "."

    def _many(self, step: Step, before: dict[str, State]) -> str:
        ends = [w for w, _ in step.turns if self.actors[w].kind == "task" and self.actors[w].state in OVER]
        begin = [w for w, _ in step.turns if self.actors[w].kind == "job" and before[w].state in ("queued", "new")]
        same = {self.actors[w].kind for w, _ in step.turns} == {"job"}
        owners = list(dict.fromkeys(w if same else self.actors[w].owner for w, _ in step.turns))
        if ends and begin:
            return f"The same happens to the others: {self.names(ends)} are done, and {self.names(begin)} begin."
        if ends and len({self.actors[w].kind for w, _ in step.turns}) > 1:
            return f"The same happens to the others: {self.names(ends)} are done."
        if len(owners) > 1 and "M" in owners:  # it makes the others, one by one
            owners.remove("M")
        if len(owners) == 1:
            return f"{_upper(self.name(owners[0]))} does the same, {len(step.turns)} times more."
        return f"{_upper(self.names(owners))} do the same, one after the other."

    def _passed(self, step: Step, before: dict[str, State], ready: list[str]) -> str:
        """What happens while time passes, and in the turn after it."""
        who, events = step.turns[0] if step.turns else ("", [])
        inside = {id(row) for row in events}
        text = f"{seconds(step.gap)} pass"
        firsts = list(dict.fromkeys(row[1] for row in step.events if row[2] == "first" and not (step.turns and row[1] == who)))
        firsts = [w for w in firsts if w not in self._whole(step.at)]  # their answers have one token
        woken = [row[1] for row in step.events if row[2] == "ready"]
        threads = [a.id for a in self.machine.ready if before[a.id].state == "wait" and a.id not in woken and a.id != who]
        turn = self._turn(who, events, before) if step.turns else ""
        if step.holder:
            ready = [w for w in ready if w != step.holder]
            others = f"; {self.names(ready)} {'is' if len(ready) == 1 else 'are'} ready, and cannot run" if ready else ""
            text += f". {_upper(self.name(step.holder))} holds up the loop{others}"
            if firsts:
                text += f". The first token for {self.names(firsts)} arrives"
            if turn:
                text += ". Then it" + turn.removeprefix(self._subject(who)) if who == step.holder else f". Then {turn}"
            return text + "."
        text += ", and everyone waits" if not ready and step.kind == "gap" else ""
        if firsts:
            one = len(firsts) == 1
            text += f". Then the first token{'' if one else 's'} for {self.names(firsts)} arrive{'s' if one else ''}"
            if not woken and not threads and not turn:
                noun = "task" if self.actors[firsts[0]].kind == "task" else "thread"
                text += f"; the {noun}{' goes' if one else 's go'} on waiting for the rest"
        if cancel := next((row for row in step.events if row[2] == "cancel" and id(row) not in inside), None):
            actor = self.actors[cancel[1]]
            where = f", at line {actor.line}" if actor.line else ""
            return text + f". Then the time-out of {self.name(actor.id)} is over: it is cancelled where it waits{where}."
        if turn:
            was = before[who]
            if not was.streams and (was.why not in ("model", "sleep") or any(row[2] == "end" for row in step.events)):
                return text + f". Then {turn}."
            rest = turn.removeprefix(self._subject(who)).removeprefix(" goes on: it")
            return text + f". Then {self._wake([who], step.at, before)}: it{rest}."
        if ids := list(dict.fromkeys(woken + threads)):
            text += (
                f": {self.names(ids)} {'is' if len(ids) == 1 else 'are'} ready"
                if set(ids) <= set(firsts)
                else f". Then {self._wake(ids, step.at, before)}"
            )
        return text + "."

    def _whole(self, at: float) -> set[str]:
        """Whose answers are complete then."""
        ends = (row for row in self.events if row[0] == at and row[2] == "end")
        return {row[1] for row in ends if not any(isinstance(x, str) for x in row[4:])}

    def _wake(self, ids: list[str], at: float, before: dict[str, State]) -> str:
        """What wakes them, all together."""
        whole = self._whole(at)
        groups: dict[str, list[str]] = {}
        for who in ids:
            was = before[who]
            reason = "slept" if was.why == "sleep" else "ready"
            if was.why == "model" and was.streams:
                reason = "last" if who in whole else "next" if was.answering else "first"
            elif was.why == "model" and who in whole:
                reason = "whole"
            groups.setdefault(reason, []).append(who)
        told = []
        for reason, woken in groups.items():
            who, one = self.names(woken), len(woken) == 1
            match reason:
                case "whole":
                    told.append(f"the answer for {who} is complete" if one else f"the answers for {who} are complete")
                case "slept":
                    told.append(f"{who} {'has' if one else 'have'} slept enough")
                case "ready":
                    told.append(f"{who} {'is' if one else 'are'} ready")
                case _:
                    told.append(f"the {reason} token{'' if one else 's'} for {who} arrive{'s' if one else ''}")
        return listed(told)

    def _after(self, place: int, step: Step) -> str:
        if place + 1 >= len(self.steps):
            return ""
        if step.kind == "start":
            return "Press Play, or step forward."
        following = self.steps[place + 1]
        if following.kind in ("turn", "many"):
            first = following.turns[0][0]
            return "" if step.turns and first == step.turns[-1][0] else f"Next: {self._subject(first, following.callbacks)}."
        if following.holder or not self.loop or step.kind == "gap" or following.kind == "end":
            return ""
        return "Nobody is ready: the loop sleeps." if not step.places["M"][0] else ""


def _upper(text: str) -> str:
    return text if text.startswith("asyncio.") else text[:1].upper() + text[1:]


def _held(steps: list[Step], who: str) -> bool:
    """Whether the last wait of somebody held up the loop."""
    for step in reversed(steps):
        for row in reversed(step.events):
            if row[1] == who and row[2] == "holds":
                return True
            if row[1] == who and row[2] == "wait":
                return False
    return False


def _turns(events: list[Event], until: float) -> list[Step]:
    """Turns and gaps, in their order."""
    now, steps = 0.0, [Step(0.0, "start")]
    turn: Step | None = None
    for place, row in enumerate(events):
        at, who, what = max(now, row[0]), row[1], row[2]
        if at > now:
            steps.append(Step(at, "gap", gap=at - now))
            now, turn = at, None
        # What the main thread does before its first wait has no "run" of its own.
        begins = what in ("print", "loop", "call") or (what == "made" and row[5] == "M")
        if what == "run" or (begins if turn is None else what == "print" and _elsewhere(turn, row)):
            by = row[5] if what == "made" else who
            turn = Step(at, "turn", turns=[(by, [])])
            steps.append(turn)
        (turn or steps[-1]).events.append(row)
        if turn is not None:
            turn.turns[0][1].append(row)
            ends = what in ("wait", "loop", *OVER) and who == turn.turns[0][0]
            following = events[place + 1] if place + 1 < len(events) else None
            if (ends and not (following is not None and following[2] == "holds" and following[1] == who)) or what == "holds":
                turn = None
    if until > now + 1e-9:
        steps.append(Step(until, "gap", gap=until - now))
    last = steps[-1]
    if last.kind == "turn" and last.turns[0][0] == "M" and len(last.events) == 1 and last.events[0][2] == "run":
        last.kind, last.turns = "end", []
    elif any(row[2] == "loop" for row in events) and not (last.kind == "turn" and last.turns[0][0] == "M"):
        steps.append(Step(steps[-1].at, "end"))
    return steps


def _elsewhere(turn: Step, row: Event) -> bool:
    """Whether somebody prints at another line than it did in its turn before."""
    return turn.turns[0][0] == row[1] and any(x[2] == "print" and x[3] != row[3] for x in turn.events)


def _shape(step: Step, events: list[Event]) -> tuple[str, ...]:
    """What makes two turns alike: all but who has them, and the words of calls and prints."""
    shape = [step.kind]
    for row in step.events:
        if row[2] == "ready":
            continue
        shape.append(f"{row[2]} {row[3] if len(row) > 3 else ''} {row[4] if row[2] == 'wait' else ''}")
        if row[2] == "made" and row[4] == "job":  # with a free thread, or without
            shape.append(str(any(x[1] == row[1] and x[2] == "run" and x[0] == row[0] for x in events)))
    return tuple(shape)


def _folded(steps: list[Step], events: list[Event]) -> list[Step]:
    """Turns in a row that are alike, in periods of one to three, become one step from the second on."""
    shapes = [_shape(s, events) if s.kind == "turn" else None for s in steps]
    folded: list[Step] = []
    place = 0
    while place < len(steps):
        best = (0, 0)
        if shapes[place] is not None:
            for period in (1, 2, 3):
                block = shapes[place : place + period]
                if len(block) < period or None in block:
                    break
                times = 1
                while shapes[place + times * period : place + (times + 1) * period] == block:
                    times += 1
                if times >= SAME and times * period > best[0] * best[1]:
                    best = times, period
        times, period = best
        if not times:
            folded.append(steps[place])
            place += 1
            continue
        folded += steps[place : place + period]
        rest = steps[place + period : place + times * period]
        folded.append(Step(rest[0].at, "many", [row for s in rest for row in s.events], [turn for s in rest for turn in s.turns]))
        place += times * period
    return folded


def _named(kind: str, name: Any) -> str:
    """A lock, queue or event by what the program calls it: ``the lock door``, ``a lock``; ``the lock``, if that is its name."""
    article = "an" if kind == "event" else "a"
    return f"the {kind} {name}" if name and name != kind else f"the {kind}" if name else f"{article} {kind}"


def _place(row: Event) -> int:
    """Which of somebody's open calls a row means."""
    return row[4] if len(row) > 4 and isinstance(row[4], int) else 0


def _kinds(events: list[Event]) -> dict[int, str]:
    """What kind of call it is that ends, by the identity of the row that says so."""
    open_: dict[str, list[str]] = {}
    found = {}
    for row in events:
        if row[2] == "call":
            open_.setdefault(row[1], []).append(row[4])
        elif row[2] == "end":
            found[id(row)] = open_[row[1]].pop(_place(row))
    return found


def _streamed(events: list[Event]) -> set[int]:
    """The calls (by the identity of their rows) whose answers are read token by token: whoever made one prints when its first token arrives, or
    waits again at two moments or more before its end."""
    found: set[int] = set()
    # Each call, and when who made it was seen at work since its first token.
    open_: dict[str, list[tuple[Event, set[float]]]] = {}
    firsts: dict[int, float] = {}
    for row in events:
        mine = open_.setdefault(row[1], [])
        match row[2]:
            case "call":
                mine.append((row, set()))
            case "first":
                firsts[id(mine[_place(row)][0])] = row[0]
            case "end":
                mine.pop(_place(row))
            case "print" | "wait" if len(mine) == 1 and id(mine[0][0]) in firsts:
                call, moments = mine[0]
                moments.add(row[0])
                if len(moments) > 1 or (row[2] == "print" and row[0] == firsts[id(call)]):
                    found.add(id(call))
    return found
