"""What tasks and threads did, an event a row: the part of a recording that a reader steps through.

The stage tells a ``Trace`` what it sees (``awaited.stage.observer.Observer``): who was made, has a turn, waits, has ended. Most of that is the
doing of libraries, which make tasks of their own and wait for them. A trace keeps what the *program* did:

1. A task that a library makes, and that its maker at once waits for alone, *is* its maker. One that neither calls, prints nor lasts is left
   out.
2. To wait for a helper of one's own is no wait: what the helper waits for is. What a helper does in the same moment stands in the turn
   that caused it.
3. A turn in which nothing of the program happens, and which ends in the wait that it began in, is no turn.

All three are decided while the program runs, so that a run of any length costs the memory of its rows alone.
"""

import ast
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

MOST = 4000
"""Rows that are kept. After them only calls, output and ends are."""

POLLS = 0.01
"""Seconds of a sleep that is only a library's look round."""

OVER = ("done", "cancelled", "failed")
"""How a task or thread ends."""

_ARRIVES = {"socket", "future", "lock", "event", "connect", "response", "rest", "message"}
"""What somebody waits for whose request is under way."""

_KEPT = {"call", "served", "first", "end", "print", "holds"}
"""What a recording is not whole without."""


class Actor:
    """A task or thread of the program.

    Args:
        kind: ``main`` (the main thread), ``task``, ``thread``, or ``job``: work that a pool does for somebody.
        number: In the order of making, among its kind.
        by: Who made it.
        line: At which line of the program.
        does: The name of the function that it runs.
    """

    __slots__ = (
        "begun",
        "by",
        "content",
        "does",
        "key",
        "kind",
        "line",
        "made_at",
        "made_row",
        "name",
        "number",
        "open",
        "own",
        "own_affair",
        "ready",
        "same",
        "stand",
        "state",
        "turn",
        "waiting",
    )  # fmt: skip

    def __init__(self, kind: str, number: int, by: "Actor | None" = None, line: int | None = None, does: str = "") -> None:
        self.kind, self.number, self.by, self.line, self.does = kind, number, by, line, does
        self.name = ""
        """What the program knows it by: ``Task-2``, ``ThreadPoolExecutor-0_1``."""
        self.stand = line
        """The line of the program that it is at."""
        self.same: Actor | None = None
        """Who it really is, when a library made it for somebody."""
        self.state = "new"
        self.begun = False
        """It has had a turn."""
        self.turn: _Turn | None = None
        self.key: object = None
        """What tells its last wait from another; what is waited for is held by it, so that no other object gets its place in memory."""
        self.waiting: list[Any] | None = None
        """The row of its wait, while it waits."""
        self.ready: tuple[_Turn, list[Any]] | None = None
        self.content = False
        self.own = True
        self.own_affair: float | None = None
        """When a library last cancelled it from within itself."""
        self.open = 0
        """Calls of it that have not ended."""
        self.made_at = 0.0
        self.made_row: tuple[_Turn, list[Any]] | None = None

    @property
    def calls(self) -> int:
        """Calls that have not ended of whoever it really is."""
        return self.real.open

    @property
    def real(self) -> "Actor":
        actor = self
        while actor.same is not None:
            actor = actor.same
        return actor


class _Turn:
    """Rows that belong together: of one turn, or of nobody's."""

    __slots__ = ("at", "rows")

    def __init__(self, at: float) -> None:
        self.at = at
        self.rows: list[list[Any]] = []


class Trace:
    """An observer that keeps the rows of a run.

    Args:
        now: The time, in seconds since the program began.
        grain: Seconds that are not worth telling apart.
        digits: How many digits after the point a time has.
    """

    def __init__(self, now: Callable[[], float], grain: float = 0.0, digits: int = 6) -> None:
        self._now = now
        self._grain = grain
        self._digits = digits
        self._turns: list[_Turn] = []
        self._size = 0
        self._left_out = 0
        self._moment = 0.0
        self._pending: dict[Actor, tuple[str, Any, object]] = {}
        self._held: dict[Actor, list[Any]] = {}
        self._ends: dict[Actor, list[list[Any]]] = {}
        self._tentative: dict[Actor, list[Actor]] = {}
        self.main = Actor("main", 0)
        self.main.name = "MainThread"
        self.main.line = self.main.stand = 1
        self.main.state = "run"
        self._actors = [self.main]

    def let_go(self) -> None:
        """The program has ended: what its tasks and threads waited for is held no longer."""
        for actor in self._actors:
            actor.key = None

    def __del__(self) -> None:
        # Rows tell of actors, which know their rows: without this they would stay until somebody looks for rings.
        for actor in self._actors:
            actor.made_row = actor.ready = actor.waiting = actor.turn = None

    # -- what an observer is told

    def made(self, kind: str, number: int, by: Actor, line: int | None, does: str, own: bool = True) -> Actor:
        """A task or thread was made. ``own``: by the program itself or asyncio, not by a library for itself."""
        actor = Actor(kind, number, by, line, does)
        actor.own = own
        if by.real.kind != "task" and line is not None:
            by.real.stand = line
        actor.made_at = self._time()
        self._actors.append(actor)
        actor.made_row = self._note(actor.by, [actor.made_at, actor, "made", actor.line, actor.by])
        if not own:
            self._tentative.setdefault(by, []).append(actor)
            actor.content = False
        else:
            actor.content = by.real.content = True
        return actor

    def children(self, actor: Actor) -> list[Actor]:
        """The tasks that it made, and that have not ended."""
        made = [a for a in self._actors if a.kind == "task" and a.by is not None and a.by.real is actor.real]
        return [a for a in made if a.same is None and a.state not in OVER]

    def runs(self, actor: Actor, line: int | None = None) -> None:
        """It has the turn, and goes on at ``line``."""
        helper = actor.same is not None
        if helper:
            actor = actor.real
        at = self._time()
        if line is not None and not helper:
            actor.stand = line
        if actor.turn is None or actor.turn.at != at:
            actor.turn = _Turn(at)
            # Its place in the order is where it begins, whenever something happens in it; where the work of a pool begins, after who asked for it.
            cause = actor.made_row[0] if actor.kind == "job" and not actor.begun and actor.made_row is not None else None
            actor.begun = True
            if cause is not None and cause.at == at and cause in self._turns[-200:]:
                self._turns.insert(self._turns.index(cause) + 1, actor.turn)
            else:
                self._turns.append(actor.turn)
        self._pending.pop(actor, None)
        if self._ends:
            for row in self._ends.pop(actor, ()):
                self._note(actor, row)

    def ready(self, actor: Actor, by: Actor | None) -> None:
        """It could go on; ``by`` made it so, or a timer."""
        if actor.same is not None:
            actor = actor.real
        if actor.state != "wait" and actor.state != "made":
            if actor.state != "new":
                return
            actor.state = "made"
            return  # whoever is made is ready
        at = self._time()
        if actor.turn is not None and actor.turn.at == at:
            return
        actor.state = "ready"
        actor.ready = self._note(by, [at, actor, "ready"])

    def waits(self, actor: Actor, line: int | None, kind: str, of: Any = None, key: object = None, deep: bool = False) -> None:
        """Its turn ends: it waits at ``line`` for a ``kind`` of thing. ``deep``: a library waits for it, within what the program called."""
        helper = actor.same is not None
        if self._tentative:
            for other in self._tentative.pop(actor, ()):
                if of == [other]:
                    self._merge(other, actor.real)
        if helper:
            actor = actor.real
        at = self._time()
        if isinstance(of, list):
            of = list(dict.fromkeys(a.real for a in of))
        if line is not None and not helper:
            actor.stand = line
        if of == [actor]:  # a helper of its own: what that waits for will be told
            return
        own = [a for a in of if a.own or a.kind != "thread"] if isinstance(of, list) else of
        if deep or (kind in ("tasks", "join", "job") and not own):
            # A library's affair, which may well be over before time passes.
            self._pending[actor] = kind, of, key
        else:
            self._wait(actor, at, kind, of, key, deep=False)

    def _wait(self, actor: Actor, at: float, kind: str, of: Any, key: object, deep: bool) -> None:
        if deep and actor.open and kind not in ("thread", "pool", "connection"):
            kind, of = "model", None
        # A library that looks every millisecond: however often it does, the program waits once.
        polls = deep and kind == "sleep" and isinstance(of, float) and of - at <= POLLS
        mark = (kind, None if polls else of if isinstance(of, str | float | int) else tuple(of or ()), key)
        turn = actor.turn
        empty = turn is None or turn.at != at or not turn.rows
        if empty and actor.key is not None and actor.key == mark and actor.waiting is not None:
            if actor.ready is not None:  # nor was it ready for that
                owner, row = actor.ready
                owner.rows[:] = [r for r in owner.rows if r is not row]
                actor.ready = None
            if turn is not None and self._turns[-1] is turn:
                self._turns.pop()
            if polls:
                actor.waiting[5] = of
            actor.turn, actor.state = None, "wait"
            return
        row = [at, actor, "wait", actor.stand, kind, of]
        self._note(actor, row)
        actor.turn, actor.key, actor.waiting, actor.state = None, mark, row, "wait"

    def _settle(self, at: float) -> None:
        """The moment ``at`` is over: who had only paused in it does wait, and calls whose end nobody has read have ended."""
        self._tell_ends()
        pending, self._pending = self._pending, {}
        for actor, (kind, of, key) in pending.items():
            self._wait(actor, at, kind, of, key, deep=True)

    def _time(self) -> float:
        """The time. When it has passed, who had only paused does wait."""
        at = self._now()
        if at > self._moment:
            before, self._moment = self._moment, at
            if self._pending or self._ends:
                self._settle(before)
        return at

    def over(self, actor: Actor, how: str, error: str = "") -> None:
        """It has ended: ``done``, ``cancelled`` or ``failed``."""
        actor.key = None
        for other in self._tentative.pop(actor, ()):
            other.content = True
        if actor.same is not None:
            return
        at = self._time()
        self._pending.pop(actor, None)
        mine = actor.kind == "task" or (actor.kind == "job" and not actor.does)
        if not actor.content and actor.made_at == at and mine:  # a library's own affair
            actor.same = actor.by
            self._forget(actor)
            return
        self._note(actor, [at, actor, how, None, error] if error else [at, actor, how])
        actor.turn, actor.waiting, actor.state = None, None, how

    def cancels(self, actor: Actor, by: Actor | None, by_library: bool) -> None:
        """``by`` (or a timer) cancels it where it waits. ``by_library``: the program did not even ask for it."""
        helper = by is not None and not by.own and by.by is not None and by.by.real is actor.real
        if by_library and by is not None and (helper or by.real is actor.real):
            # Two ways to one end, and the other was quicker: anyio connects so.
            actor.own_affair = self._time()
            return
        if by is None and actor.own_affair == self._time():  # the same again
            return
        if actor.same is None and actor.state not in OVER:
            self._note(by, [self._time(), actor, "cancel", None, by.real if by is not None else None])

    def loops(self, actor: Actor, line: int | None) -> None:
        """It starts an event loop, which has the turn from now on."""
        actor = actor.real
        self._note(actor, [self._time(), actor, "loop", line or actor.stand])
        actor.turn = None

    def sets(self, actor: Actor | None, line: int | None, until: float) -> None:
        """It sets a timer that will cancel it."""
        if actor is not None:
            self._note(actor, [self._time(), actor.real, "timer", line, until])

    def held(self, actor: Actor | None, start: float, end: float) -> None:
        """It held up the event loop from ``start`` to ``end``."""
        actor = actor.real if actor is not None else self.main
        last = self._held.get(actor)
        if last is not None and last[4] == start and last[3] == actor.stand:
            last[4] = end
            return
        row = self._held[actor] = [start, actor, "holds", actor.stand, end]
        if actor.waiting is None or not self._beside(actor.waiting, row, 1):
            self._note(None, row)

    def _beside(self, known: list[Any], row: list[Any], after: int) -> bool:
        """Put a row before or after one that is known."""
        for turn in reversed(self._turns):
            if turn.at < known[0]:
                break
            for place, other in enumerate(turn.rows):
                if other is known:
                    turn.rows.insert(place + after, row)
                    row[1].content = True
                    return True
        return False

    def calls(self, actor: Actor | None, line: int | None, call: Any) -> None:
        """It made a call (a ``recording.calls.Call``)."""
        actor = (actor or self.main).real
        actor.content = True
        at = self._time()
        row = [at, actor, "call", line or actor.stand, call]
        if call.kind != "tool":
            actor.open += 1
        wait = actor.waiting
        if actor.state == "wait" and wait is not None and wait[0] == at and wait[4] in _ARRIVES and self._beside(wait, row, 0):
            # Its request arrived after it had begun to wait: the call comes first.
            wait[4], wait[5] = "model", None
        else:
            self._note(actor, row)

    def answered(self, actor: Actor | None, call: Any) -> None:
        """A call of it has ended."""
        actor, at = (actor or self.main).real, self._time()
        if call.kind != "tool":
            actor.open -= 1
        row = [at, actor, "end", None, call]
        if actor.turn is not None and actor.turn.at == at:
            self._note(actor, row)
        elif actor.state in OVER:
            self._note(None, row)
        else:  # its server knows of it first: it is told in the turn in which the answer is read, if that comes at once
            self._ends.setdefault(actor, []).append(row)

    def printed(self, actor: Actor | None, line: int | None, text: str, to: str) -> None:
        """It wrote ``text``, to ``stdout`` or ``stderr``."""
        actor, at = (actor or self.main).real, self._time()
        actor.content = True
        if actor.turn is not None and actor.turn.at == at and self._printed_since(actor.turn):
            # Text stands in the order in which it was written, however short the turns.
            actor.turn = _Turn(at)
            self._turns.append(actor.turn)
        self._note(actor, [at, actor, "print", line or actor.stand, text, to])

    def _printed_since(self, turn: _Turn) -> bool:
        """Whether others have written something after a turn began."""
        since = itertools.takewhile(lambda later: later is not turn, reversed(self._turns))
        return any(row[2] == "print" for later in since for row in later.rows)

    def _tell_ends(self) -> None:
        """The ends of calls that nobody has read in their moment."""
        ends, self._ends = self._ends, {}
        for rows in ends.values():
            for row in rows:
                self._note(None, row)

    # -- keeping

    def _note(self, actor: Actor | None, row: list[Any]) -> "tuple[_Turn, list[Any]] | None":
        self._size += 1
        if self._size > MOST and row[2] not in _KEPT:
            self._left_out += 1
            return None
        at = row[0]
        if actor is not None:
            actor = actor.real
            turn = actor.turn
            if turn is not None and turn.at == at:
                if not turn.rows:
                    turn.rows.append([at, actor, "run", actor.stand])
                    actor.state, actor.waiting = "run", None
                turn.rows.append(row)
                return turn, row
        turn = _Turn(at)
        turn.rows.append(row)
        self._turns.append(turn)
        return turn, row

    def _merge(self, actor: Actor, into: Actor) -> None:
        actor.same = into
        if actor.made_row is not None:
            turn, row = actor.made_row
            turn.rows[:] = [r for r in turn.rows if r is not row]

    def _forget(self, actor: Actor) -> None:
        for turn in self._turns:
            if turn.at >= actor.made_at:
                turn.rows[:] = [r for r in turn.rows if r[1] is not actor or r[2] in _KEPT]

    # -- telling

    def rows(self, code: str = "") -> tuple[list[list[Any]], int]:
        """The rows as a recording keeps them, with names in the place of actors, and how many more there were."""
        self._settle(self._moment)
        flat = [row for turn in self._turns for row in turn.rows]
        busy = {id(row[1].real) for row in flat if row[2] in ("call", "print")}
        flat = [row for row in flat if row[1].real.own or row[1].real.kind == "task" or id(row[1].real) in busy]
        flat = self._with_phases(_without_own(flat))
        names = self._names({id(row[1].real): row[1].real for row in flat}.values())
        homes = _homes(flat, code)
        told: list[list[Any]] = []
        named: set[Actor] = set()
        for n, row in enumerate(flat):
            at, actor, what, *rest = row
            actor = actor.real
            out: list[Any] = [at, names[actor], what]
            if what == "made":
                line, by = rest
                out += [homes.get(actor, line), actor.does or "job", names.get(by.real, "M")]
                if actor.kind != "job" and actor.name not in ("", f"Task-{names[actor]}"):
                    out.append(actor.name)
            elif what == "run":
                out.append(rest[0])
                if actor.kind == "job" and actor.name and actor not in named:
                    named.add(actor)
                    out.append(actor.name)
            elif what == "wait":
                line, kind, of = rest
                of = " ".join(names[a] for a in of if a in names) if isinstance(of, list) else of
                out += [line, kind] if of in (None, "") else [line, kind, of]
            elif what == "cancel":
                out += [None, names.get(rest[1], "timer") if rest[1] is not None else "timer"]
            elif what == "ready":
                if _runs_next(flat, n):
                    continue
            else:
                out += rest
            told.append(out)
        if homes:
            mine = {names[a]: line for a, line in homes.items() if a in names}
            outer = {names[a]: a.line for a in homes if a in names}
            for out in told:
                if out[1] in mine and len(out) > 3 and out[2] in ("run", "wait", "call") and out[3] == outer[out[1]]:
                    out[3] = mine[out[1]]
        return told, self._left_out

    def _with_phases(self, flat: list[list[Any]]) -> list[list[Any]]:
        """Add when each call left its server's queue, and had its first token: at the beginning of these moments."""
        phases = []
        for row in flat:
            if row[2] != "call" or row[4].kind == "tool":
                continue
            call = row[4]
            served = call.served
            if served is None and call.kind == "model":
                served = call.end  # it never left the queue
            if served is not None and round(served - call.start, 6) > self._grain:
                phases.append([round(served, self._digits), row[1], "served", None, call])
            if call.first is not None:
                phases.append([round(call.first, self._digits), row[1], "first", None, call])
        phases.sort(key=lambda row: row[0])
        merged: list[list[Any]] = []
        told: set[int] = set()
        later: list[list[Any]] = []
        for row in flat:
            while phases and phases[0][0] <= row[0]:
                phase = phases.pop(0)
                (merged if id(phase[4]) in told else later).append(phase)
            merged.append(row)
            if row[2] == "call":
                told.add(id(row[4]))
                merged += [phase for phase in later if phase[4] is row[4]]
                later = [phase for phase in later if phase[4] is not row[4]]
        return merged + phases

    def name_of(self, actor: Actor | None) -> str:
        """The name of the task or thread that an actor is, as the program knows it."""
        return (actor or self.main).real.name

    @staticmethod
    def _names(actors: Iterable[Actor]) -> dict[Actor, str]:
        names: dict[Actor, str] = {}
        letters = 0
        taken: set[str] = set()
        for actor in sorted(actors, key=lambda a: (a.kind == "job", a.number)):
            if actor.kind == "main":
                name = "M"
            elif actor.kind == "task":
                digits = actor.name.removeprefix("Task-")
                name = digits if digits.isdigit() and digits not in taken else str(actor.number)
            elif actor.kind == "job" and actor.by is not None and names.get(actor.by.real, "").isdigit():
                owner = names[actor.by.real]
                name = next(n for k in itertools.count() if (n := owner + _letter(k).lower()) not in taken)
            else:
                name = _letter(letters)
                letters += 1
            taken.add(name)
            names[actor] = name
        return names


def _without_own(flat: list[list[Any]]) -> list[list[Any]]:
    """The rows without the waits for tasks which, as was seen later, are whoever waits for them: they were over at once, and nobody else had a
    turn meanwhile."""
    kept: list[list[Any]] = []
    place = 0
    while place < len(flat):
        row = flat[place]
        place += 1
        if row[2] == "wait" and isinstance(row[5], list) and row[5] and all(a.real is row[1].real for a in row[5]):
            then = place
            while then < len(flat) and flat[then][2] == "ready" and flat[then][1].real is row[1].real:
                then += 1
            if then < len(flat) and flat[then][:1] == row[:1] and flat[then][2] == "run" and flat[then][1].real is row[1].real:
                place = then + 1
                continue
        kept.append(row)
    return kept


def _letter(number: int) -> str:
    """A, B, ... Z, AA, ... ZZ, AAA: without M, which is the main thread."""
    letters = "ABCDEFGHIJKLNOPQRSTUVWXYZ"
    rest, last = divmod(number, len(letters))
    return (_letter(rest - 1) if rest else "") + letters[last]


def _runs_next(flat: list[list[Any]], n: int) -> bool:
    """Whether the one who became ready had the turn at once: then that says it."""
    actor = flat[n][1].real
    for row in flat[n + 1 :]:
        if row[2] == "run":
            return row[1].real is actor
        if row[0] != flat[n][0] or row[2] in ("wait", "ready"):
            return False
    return False


def _homes(flat: list[list[Any]], code: str) -> dict[Actor, int]:
    """The lines of calls that are each an argument of one call: ``gather(one(), two())`` over several lines makes each task at its own."""
    groups: dict[tuple[Any, int], list[Actor]] = {}
    for row in flat:
        if row[2] == "made" and row[3] is not None and row[1].kind == "task":
            groups.setdefault((row[4], row[3]), []).append(row[1])
    groups = {key: group for key, group in groups.items() if len(group) > 1}
    text = code.split("\n")
    lines = {line for _, line in groups if _goes_on(text, line)}
    if not lines:
        return {}
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return {}
    homes: dict[Actor, int] = {}
    for node in _at(tree, lines):
        if isinstance(node, ast.Call) and node.lineno in lines and (node.end_lineno or 0) > node.lineno:
            given = [a for a in node.args if isinstance(a, ast.Call)]
            for (_, line), group in groups.items():
                if line == node.lineno and given and len(given) == len(node.args) and len(group) % len(given) == 0:
                    for k, actor in enumerate(group):
                        homes[actor] = given[k % len(given)].lineno
    return homes


def _at(node: ast.AST, lines: set[int]) -> Iterator[ast.AST]:
    """What of a program reaches over one of these lines, from the outside in."""
    for inside in ast.iter_child_nodes(node):
        begins, ends = getattr(inside, "lineno", None), getattr(inside, "end_lineno", None)
        if begins is None or ends is None or any(begins <= line <= ends for line in lines):
            yield inside
            yield from _at(inside, lines)


def _goes_on(text: list[str], line: int) -> bool:
    """Whether a call may go on after a line. Most lines are statements of their own, and to see this is much less than to parse a program."""
    if line >= len(text) or text[line].lstrip().startswith("."):
        return line < len(text)
    try:
        ast.parse(text[line - 1].strip())
    except (SyntaxError, ValueError):
        return True
    return False
