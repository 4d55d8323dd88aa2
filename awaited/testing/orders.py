"""The walk through the orders in which a test may run: the plain one, some by plan, the rest by chance; and the way back from one that fails
to the few deviations that make it fail.

Order 0 is the plain one. Order 1 is the same again, with threads that could be interrupted: it shows where, and that the test does
the same twice. Then come the planned orders, nearly all with one deviation: each answer slowest, each first, each
pair of answers exchanged, an answer at the end of each timer, each interruption, each exchange of turns. What is left is chance.

Threads that never run side by side are nowhere interrupted. So two more runs of a program with threads, which are not counted, let answers end
with each other and with timers, whoever came first or last going on first; the plan interrupts and exchanges in these, too. Where threads are
far apart, one of them is held up until another one has come by or has changed something, or for as long as can be: that is the same as many
lengths of answers, and a single deviation.

The bound. A planned walk finds every fault that needs one deviation of those that the plain run meets (up to ``PLANNED`` of them, spread evenly
over the kinds). Of a fault that needs ``d`` certain deviations among ``k`` places beside the lengths of answers, one order by chance of the kind
that has ``d`` finds it with a probability of about ``1 / k**d``: chance is for small programs, and more orders for larger ones.

Most orders pass, and nobody reads what happened in them: they run without a recording, and the one that fails runs once more with it. Who
reads ``stage.recording`` in his test has it in every order.

Choices have names (``awaited.stage.choices``), and not only a place in a row, as on the tapes of property-based testing: when one is taken
away, the others still mean what they meant, although the program now makes more or fewer choices than before. A search that passes
imports nothing but this package.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from awaited.recording.recording import Recording
from awaited.recording.words import is_model
from awaited.stage.chance import FASTER, SLOWER, Plain, drawn, meetings, moments
from awaited.stage.choices import LONG, Met, Tape, Value
from awaited.testing.stage import Plan
from awaited.testing.story import parting

PLANNED = 84
"""How many orders are planned, at most."""
SHRINKS = 60
"""How many runs the way back takes, at most."""
NEAR = 0.001
"""Seconds between two things that nearly coincide."""

Deviations = dict[str, Value]


class NotTheSame(Exception):
    """A test does not do the same twice; the message says what differs."""


class Run:
    """One run of a test.

    Args:
        reports: What pytest says of it.
        plan: How it was to be.
    """

    def __init__(self, reports: list[Any], plan: Plan) -> None:
        self.reports = reports
        self.plan = plan

    @property
    def failed(self) -> bool:
        # A test that passes, and should have failed, may yet fail in another order.
        return any(report.failed and not str(report.longrepr).startswith("[XPASS") for report in self.reports)

    @property
    def skipped(self) -> bool:
        """It was skipped, or failed as its mark says that it would."""
        return any(report.skipped for report in self.reports)

    @property
    def meant_to_fail(self) -> bool:
        """It failed, as its mark says that it would."""
        return any(report.skipped and hasattr(report, "wasxfail") for report in self.reports)

    @property
    def tape(self) -> Tape:
        assert self.plan.tape is not None
        return self.plan.tape

    @property
    def recording(self) -> Recording:
        return self.plan.recording or Recording("", "")

    @property
    def signature(self) -> object:
        """What tells one failure from another."""
        for report in self.reports:
            if report.failed:
                crash = getattr(report.longrepr, "reprcrash", None)
                kind = str(crash.message).partition(":")[0].split("\n")[0][:60] if crash is not None else ""
                return report.when, kind if kind.isidentifier() or "." in kind else "assert", getattr(crash, "lineno", None)
        return None


class Search:
    """Looks for an order in which a test fails.

    Args:
        run: Runs the test with a tape; whether its recording is told turn by turn.
        orders: How many orders, the plain one included.
        only: The number of the one order that is asked for.
        shrinks: Whether a failing order is made smaller.
    """

    def __init__(self, run: Callable[[Tape, bool], Run], orders: int, only: int | None = None, shrinks: bool = True) -> None:
        self._run = run
        self.orders = orders
        self._only = only
        self._shrinks = shrinks
        self._interrupts = False
        self._patience = 3.0
        self._told = not shrinks
        """Whether every order is told: there is one run of it alone, or the test reads its recording."""
        self._planned: list[Deviations] = []
        self._known = Plain()
        """Of the plain order."""
        self.plain: Run | None = None
        self.number = 0
        """Of the order that fails."""
        self.shrunk = 0
        """Runs on the way back."""
        self.places = 0
        """Choices in the plain order."""
        self.deviations_found = 0

    def run(self) -> Run:
        """The run that decides.

        Raises:
            NotTheSame: The test does something else when it runs again.
        """
        self.plain = plain = self._try(Tape(), told=True)
        if plain.failed or plain.skipped or (self.orders == 1 and not self._only):
            return plain
        self._interrupts = plain.plan.recording is not None and any(
            row[1] != "M" and not row[1].isdigit() for row in plain.recording.events
        )
        self._told |= plain.plan.read
        again = self._try(Tape(interrupts=self._interrupts), told=True)
        if not again.failed and _asked(plain) != _asked(again):
            _compare(plain, again)
        if not again.failed and parting(plain.recording, again.recording):
            # Libraries do some things once in the life of a process: what counts is how it goes on.
            plain, again = again, self._try(Tape(interrupts=self._interrupts), told=True)
            self.plain = plain
        _compare(plain, again)
        self.places = len(again.tape.met)
        self._patience = (SLOWER - 1) * max((m.length for m in again.tape.met if m.kind == "answer"), default=1.0)
        due = moments(again.tape.met)
        # Where threads could be interrupted when things happen at one moment is seen only where they do.
        bases = [self._try(Tape(draw=draw, interrupts=True)).tape for draw in meetings(due)] if self._interrupts else []
        places = sum(m.kind not in ("answer", "value", "hold") for m in (bases[0] if bases else again.tape).met)
        self._known = Plain(due, places, self._interrupts)
        self._planned = planned(again.tape.met, bases)
        for number in range(2, self.orders) if self._only is None else [self._only]:
            found = self._try(self._order(number))
            if found.failed:
                self.number = number
                return self._in_full(self._back(found) if self._shrinks else found)
            if found.meant_to_fail:
                return self._in_full(found)
        return plain

    def _try(self, tape: Tape, told: bool = False) -> Run:
        run = self._run(tape, told or self._told)
        if run.plan.read and not run.plan.told:
            self._told = True
            return self._run(tape.again(), True)
        return run

    def _in_full(self, found: Run) -> Run:
        """The same order, told."""
        if found.plan.told:
            return found
        told = self._run(found.tape.again(), True)
        return told if told.failed == found.failed and told.signature == found.signature else found

    def _order(self, number: int) -> Tape:
        """An order by its number: the same in every walk."""
        place = number - 2
        if place < len(self._planned):
            return self._tape(self._planned[place] if place >= 0 else {})
        return self._tape(draw=drawn(number, self._known))

    def _tape(self, deviations: Deviations | None = None, draw: Callable[[Met], Value] | None = None) -> Tape:
        return Tape(deviations, draw, self._interrupts, self._patience)

    # -- the way back

    def _back(self, failing: Run) -> Run:
        """The failing order that is nearest to the plain one."""
        self.deviations_found = len(failing.tape.taken)
        best, wanted = failing, failing.signature

        def fails(deviations: Deviations) -> bool:
            nonlocal best
            if self.shrunk >= SHRINKS:
                return False
            self.shrunk += 1
            run = self._try(self._tape(deviations))
            if run.failed and run.signature == wanted:
                best = run
                return True
            return False

        taken = dict(failing.tape.taken)
        singles = sorted(taken, key=lambda key: (_rank(key), -taken[key]))
        if len(taken) > 1 and not any(fails({key: taken[key]}) for key in singles[:12]):
            _halved(taken, fails)
        for key, value in list(best.tape.taken.items()):
            for nearer in _nearer(key, value):
                if fails({**best.tape.taken, key: nearer}):
                    break
        return best


_RANKS = ("answer", "value", "arrival", "lock", "turn", "switch", "hold", "timer", "collect")
"""What is tried first on the way back: what a reader understands best."""


def _rank(key: str) -> int:
    return _RANKS.index(key.partition(" ")[0])


def _halved(taken: Deviations, fails: Callable[[Deviations], bool]) -> None:
    """Take away as much at once as can be spared, then less."""
    keys = sorted(taken, key=lambda key: -_rank(key))
    size = len(keys) // 2
    while True:
        spared = False
        for start in range(0, len(keys), size):
            rest = keys[:start] + keys[start + size :]
            if rest and fails({key: taken[key] for key in rest}):
                keys, spared = rest, True
                break
        if spared:
            size = min(size, max(1, len(keys) // 2))
        elif size == 1:
            return
        else:
            size = max(1, size // 2)


def _nearer(key: str, value: Value) -> list[Value]:
    """Rounder values to try, the nearest to the plain one first."""
    if key.startswith("answer "):
        return [f for f in (1.01, 1.5, 2.0) if f < value] + [f for f in (0.99, 0.75, 0.5) if f > value]
    if isinstance(value, int) and value > 1:
        return [1]
    return []


def _asked(run: Run) -> list[str]:
    """What the model was asked: no library does that once in the life of a process."""
    return [call.label for call in run.recording.calls if is_model(call)]


def _compare(plain: Run, again: Run) -> None:
    if again.failed:
        crash = next(getattr(r.longrepr, "reprcrash", None) for r in again.reports if r.failed)
        raise NotTheSame(
            f"the test passes, and fails when it runs again in the same order: {getattr(crash, 'message', '')}\n" + _ADVICE
        )
    if found := parting(plain.recording, again.recording):
        raise NotTheSame(
            "the test does not do the same twice, so that its orders cannot be told apart:\n"
            f"  first:  {found[0]}\n  again:  {found[1]}\n" + _ADVICE
        )


_ADVICE = (
    "Something outlives the test: a cache of a module, a counter, a file, a client that remembers. "
    "Put it back in a fixture, as another test in the same process would need it too."
)


# -- what is planned


def planned(met: list[Met], together: Sequence[Tape] = ()) -> list[Deviations]:
    """The orders that come before chance: of each kind in turn.

    Args:
        met: What the plain order meets.
        together: The orders in which as much as can be happens at the same moments, for a program with threads.
    """
    answers = [m for m in met if m.kind == "answer"]
    kinds = [
        _slowest(answers),
        _pairs(answers),
        _interruptions(met),
        *[_holds(met)] * 3,  # in turn: of these there are most
        *(_beside(base, _interruptions) for base in together),
        *(iter([dict(base.taken)]) for base in together),
        _singles(met, "arrival"),
        _first(answers),
        _aims(answers, met),
        _singles(met, "turn"),
        _singles(met, "lock"),
        _values(met),
        _all(met, "collect"),
        _turned(answers),
        _last_of_all(answers),
        *(_beside(base, _turns) for base in together),
    ]
    found: list[Deviations] = []
    seen: set[tuple[tuple[str, Value], ...]] = set()
    for row in itertools.zip_longest(*kinds):
        for deviations in row:
            if deviations and (key := tuple(sorted(deviations.items()))) not in seen:
                seen.add(key)
                found.append(deviations)
    return found[:PLANNED]


def _to(answer: Met, end: float) -> Deviations:
    """Let an answer end at a moment, if that is within the bounds."""
    factor = (end - answer.at) / answer.length if answer.length else 1.0
    return {answer.key: factor} if FASTER <= factor <= SLOWER and abs(factor - 1) > 1e-9 else {}


def _slowest(answers: list[Met]) -> Iterator[Deviations]:
    for answer in answers:
        yield {answer.key: SLOWER}


def _first(answers: list[Met]) -> Iterator[Deviations]:
    for answer in answers:
        yield {answer.key: FASTER}


def _pairs(answers: list[Met]) -> Iterator[Deviations]:
    """Each two that are on their way together end the other way round, and by little."""
    for one, other in itertools.combinations(answers, 2):
        first, second = sorted((one, other), key=_end)
        if first.at < _end(second) and second.at < _end(first):
            yield _to(first, _end(second) + NEAR)
            yield _to(second, _end(first) - NEAR)
            if abs(_end(first) - _end(second)) > NEAR:
                yield _to(first, _end(second))


def _end(answer: Met) -> float:
    return answer.at + answer.length


def _aims(answers: list[Met], met: list[Met]) -> Iterator[Deviations]:
    """Each answer ends as a timer of the program does: just before it, just after it, and with it."""
    due = sorted({round(m.length, 9) for m in met if m.kind == "timer"})
    for aside in (NEAR, -NEAR, 0.0):
        for answer in answers:
            for moment in due:
                if moment > answer.at:
                    yield _to(answer, moment + aside)


def _singles(met: list[Met], kind: str) -> Iterator[Deviations]:
    for m in met:
        if m.kind == kind:
            for value in range(1, min(m.options, 4)):
                yield {m.key: value}


def _interruptions(met: list[Met]) -> Iterator[Deviations]:
    """Each place once, before any for a second time; where something is about to be changed, before all others."""
    times: dict[object, int] = {}
    rounds: dict[tuple[int, bool], list[Deviations]] = {}
    for m in met:
        if m.kind == "switch" and m.place is not None:
            times[m.place] = number = times.get(m.place, 0) + 1
            rounds.setdefault((number, not m.place.stores), []).append({m.key: 1})
    for key in sorted(rounds):
        yield from rounds[key]


def _holds(met: list[Met]) -> Iterator[Deviations]:
    """Before something is changed, and where more than one thread comes by, before elsewhere; each place for the first time before any for
    the second, and so on; until another one has come by before as long as can be."""
    holds = [m for m in met if m.kind == "hold" and m.place is not None]
    threads: dict[object, set[str]] = {}
    for m in holds:
        threads.setdefault(m.place, set()).add(m.key.rpartition(" ")[0])
    times: Counter[object] = Counter()
    ranked: list[tuple[int, Deviations]] = []
    for m in holds:
        assert m.place is not None
        times[m.place] += 1
        rank = times[m.place] + (len(threads[m.place]) < 2) + 3 * (not m.place.stores)
        ranked += [(rank, {m.key: 1}), (rank + 4, {m.key: LONG})]
    for _, deviations in sorted(ranked, key=lambda one: one[0]):
        yield deviations


def _turns(met: list[Met]) -> Iterator[Deviations]:
    yield from _singles(met, "turn")
    yield from _singles(met, "lock")


def _beside(together: Tape, singles: Callable[[list[Met]], Iterator[Deviations]]) -> Iterator[Deviations]:
    """A thread is interrupted, or another one goes on, where several have something to do at one moment."""
    if together.taken:
        for one in singles(together.met):
            yield {**together.taken, **one}


def _values(met: list[Met]) -> Iterator[Deviations]:
    for m in met:
        if m.kind == "value":
            for part in (1.0, 0.5, 0.25, 0.75):
                yield {m.key: m.length * part}


def _all(met: list[Met], kind: str) -> Iterator[Deviations]:
    yield {m.key: 1 for m in met if m.kind == kind}


def _turned(answers: list[Met]) -> Iterator[Deviations]:
    """The last is first."""
    count = len(answers)
    yield {a.key: round(SLOWER - (SLOWER - 1) * n / (count - 1), 4) for n, a in enumerate(answers) if n < count - 1}


def _last_of_all(answers: list[Met]) -> Iterator[Deviations]:
    """Each is slow, while all others are quick: it comes after some that are asked for much later."""
    if len(answers) > 2:
        for slow in answers:
            yield {a.key: SLOWER if a is slow else FASTER for a in answers}
