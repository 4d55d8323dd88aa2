"""The walk through the orders of a test (``awaited/testing/orders.py``): what is planned, what is run, and the way back from a failure."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from awaited.recording.calls import Call
from awaited.recording.recording import Recording
from awaited.runner import Stage
from awaited.stage.chance import Plain
from awaited.stage.choices import LONG, Met, Place, Tape
from awaited.testing import orders, story
from awaited.testing.orders import NotTheSame, Run, Search, planned
from awaited.testing.settings import Settings
from awaited.testing.stage import Plan
from awaited.testing.standing import Stand

Deviations = dict[str, int | float]

# -- what is planned


def answer(name: str, at: float, length: float) -> Met:
    return Met(f"answer {name}", "answer", 0, at, length, None)


def other(key: str, options: int = 2, length: float = 0.0) -> Met:
    return Met(key, key.partition(" ")[0], options, 0.0, length, None)


def passes(key: str, line: int, changes: bool = False) -> Met:
    """A thread comes by a line of a program, where it could be interrupted or held up."""
    return Met(key, key.partition(" ")[0], 3, 0.0, 0.0, Place("shop.py", line, 8, changes))


def together(taken: Deviations, *met: Met) -> Tape:
    tape = Tape(interrupts=True)
    tape.taken, tape.met = taken, list(met)
    return tape


PLANS: dict[str, tuple[list[Met], list[Tape], list[Deviations]]] = {
    "nothing": ([], [], []),
    "two answers side by side": (
        [answer("a", 0.0, 1.0), answer("b", 0.5, 1.0)],
        [],
        [
            {"answer a": 4.0},
            {"answer a": 1.501},
            {"answer a": 0.25},
            {"answer b": 4.0},
            {"answer b": 0.499},
            {"answer b": 0.25},
            {"answer a": 1.5},
        ],
    ),
    "two that end together": (
        [answer("a", 0.0, 1.0), answer("b", 0.5, 0.5)],
        [],
        [
            {"answer a": 4.0},
            {"answer a": 1.001},
            {"answer a": 0.25},
            {"answer b": 4.0},
            {"answer b": 0.998},
            {"answer b": 0.25},
        ],
    ),
    "one after the other": (
        [answer("a", 0.0, 1.0), answer("b", 1.0, 1.0)],
        [],
        [{"answer a": 4.0}, {"answer a": 0.25}, {"answer b": 4.0}, {"answer b": 0.25}],
    ),
    "a long one, and one that is there long before it": (
        [answer("a", 0.0, 10.0), answer("b", 0.0, 1.0)],
        [],
        [{"answer a": 4.0}, {"answer a": 0.25}, {"answer b": 4.0}, {"answer b": 0.25}],
    ),
    "two that end together but for little": (
        [answer("a", 0.0, 1.0), answer("b", 0.5, 0.5005)],
        [],
        [
            {"answer a": 4.0},
            {"answer a": 1.0015},
            {"answer a": 0.25},
            {"answer b": 4.0},
            {"answer b": 0.997002997},
            {"answer b": 0.25},
        ],
    ),
    "one in no time, as another ends": (
        [answer("b", 1.0, 0.0), answer("a", 0.0, 1.0)],
        [],
        [{"answer b": 4.0}, {"answer b": 0.25}, {"answer a": 4.0}, {"answer a": 0.25}],
    ),
    "an answer and a timer": (
        [answer("a", 1.0, 1.0), other("timer 1", length=3.0), other("timer 2", length=3.0000000003)],
        [],
        [{"answer a": 4.0}, {"answer a": 0.25}, {"answer a": 2.001}, {"answer a": 1.999}, {"answer a": 2.0}],
    ),
    "an answer that ends with a timer": (
        [answer("a", 1.0, 1.0), other("timer 1", length=2.0)],
        [],
        [{"answer a": 4.0}, {"answer a": 0.25}, {"answer a": 1.001}, {"answer a": 0.999}],
    ),
    "an answer in no time, and a timer": ([answer("a", 1.0, 0.0), other("timer 1", length=2.0)], [], [{"answer a": 4.0}, {"answer a": 0.25}]),
    "an answer in two milliseconds, and timers that are over by then": (
        [answer("a", 1.0, 0.002), other("timer 1", length=1.0), other("timer 2", length=0.9996)],
        [],
        [{"answer a": 4.0}, {"answer a": 0.25}],
    ),
    "a choice among many": ([other("turn 1", 6)], [], [{"turn 1": 1}, {"turn 1": 2}, {"turn 1": 3}]),
    "where threads come by": (
        [
            passes("switch 1 1", 3),
            passes("switch 1 2", 3),
            passes("switch 1 3", 4, True),
            passes("switch 1 4", 4, True),
            passes("switch 2 1", 3),
            passes("switch 2 2", 5),
            passes("hold 1 9", 3),
        ],
        [],
        [
            {"switch 1 3": 1},
            {"hold 1 9": 1},
            {"hold 1 9": LONG},
            {"switch 1 1": 1},
            {"switch 2 2": 1},
            {"switch 1 4": 1},
            {"switch 1 2": 1},
            {"switch 2 1": 1},
        ],
    ),
    "where threads can be held up": (
        [
            passes("hold 1 1", 3, True),
            passes("hold 1 2", 3, True),
            passes("hold 1 3", 4, True),
            passes("hold 2 1", 4, True),
            passes("hold 2 2", 5),
            passes("hold 1 4", 5),
            passes("hold 2 3", 6),
            other("arrival 1"),
        ],
        [],
        [
            {"hold 1 3": 1},
            {"hold 1 1": 1},
            {"hold 2 1": 1},
            {"arrival 1": 1},
            {"hold 1 2": 1},
            {"hold 2 2": 1},
            {"hold 1 3": LONG},
            {"hold 1 4": 1},
            {"hold 2 3": 1},
            {"hold 1 1": LONG},
            {"hold 2 1": LONG},
            {"hold 1 2": LONG},
            {"hold 2 2": LONG},
            {"hold 1 4": LONG},
            {"hold 2 3": LONG},
        ],
    ),
    "what happens at one moment": (
        [],
        [
            together({"answer a": 2.0}, passes("switch 1 1", 3), other("turn 1", 3), other("lock 1")),
            together({}, passes("switch 1 1", 3), other("turn 1", 3)),
        ],
        [
            {"answer a": 2.0, "switch 1 1": 1},
            {"answer a": 2.0},
            {"answer a": 2.0, "turn 1": 1},
            {"answer a": 2.0, "turn 1": 2},
            {"answer a": 2.0, "lock 1": 1},
        ],
    ),
}  # fmt: skip


def rounded(deviations: Deviations) -> Deviations:
    return {key: round(value, 9) for key, value in deviations.items()}


@pytest.mark.parametrize("what", PLANS)
def test_what_comes_before_chance(what: str) -> None:
    met, bases, plan = PLANS[what]
    assert [rounded(deviations) for deviations in planned(met, bases)] == plan


def test_of_eight_answers_the_last_is_first_in_one_order() -> None:
    turned = {f"answer {n}": length for n, length in enumerate([4.0, 3.5714, 3.1429, 2.7143, 2.2857, 1.8571, 1.4286])}
    assert turned in planned([answer(str(n), 2.0 * n, 1.0) for n in range(8)])


# -- what is run


def report(failed: bool = False, message: str = "AssertionError: no", **more: Any) -> Any:
    """What pytest says of a phase of a test."""
    told = SimpleNamespace(reprcrash=SimpleNamespace(message=message, lineno=3))
    return SimpleNamespace(**{"failed": failed, "skipped": False, "when": "call", "longrepr": told} | more)


class Walk:
    """A search through the orders of a test.

    Args:
        places: The choices that it makes, each with its length, or with how many options there are.
        does: What its run says, by what is not plain in it, and by how many runs there were before.
        recording: What is recorded of each run, by its number.
        reads: Whether it reads its recording, by what is not plain.
        search: See ``Search``.
    """

    def __init__(
        self,
        places: dict[str, float],
        does: Callable[[Deviations, int], Any] = lambda taken, number: report(),
        recording: Callable[[int], Recording] = lambda number: Recording("", ""),
        reads: Callable[[Deviations], bool] = lambda taken: False,
        orders: int = 6,
        **search: Any,
    ) -> None:
        self._places = places
        self._does, self._reads, self._recording = does, reads, recording
        self.ran: list[tuple[bool, bool, Deviations]] = []
        """Of each run: whether it is told, whether threads are interrupted, and what is not plain in it."""
        self.patience: list[float] = []
        self.search = Search(self._run, orders, **search)

    def _run(self, tape: Tape, told: bool) -> Run:
        for key, many in self._places.items():
            kind, _, name = key.partition(" ")
            lasts = kind in ("answer", "value")
            tape.take(kind, name, 0 if lasts else int(many), 0.0, str, many if lasts else 0.0)
        number = len(self.ran)
        self.ran.append((told, tape.interrupts, tape.taken))
        self.patience.append(tape.patience)
        plan = Plan(Settings(), tape, told)
        plan.read = self._reads(tape.taken)
        plan.recording = self._recording(number) if told else None
        return Run([self._does(tape.taken, number)], plan)


def recording_of(code: str) -> Recording:
    with Stage() as stage:
        stage.execute(code)
    return stage.recording


A, B = {"answer a": 1.0, "answer b": 2.0}, "answer b 1"
IN_THREADS = recording_of("import threading\nthreading.Thread(target=print, args=['in a thread']).start()\n")
IN_TASKS = recording_of(
    "import asyncio\nasync def one():\n    await asyncio.sleep(1)\nasync def both():\n    await asyncio.gather(one(), one())\n"
    "asyncio.run(both())\n"
)
TOLD, UNTOLD = True, False


def test_a_test_without_threads() -> None:
    walk = Walk(A)
    found = walk.search.run()
    assert found is walk.search.plain
    assert walk.ran == [(TOLD, False, {}), (TOLD, False, {})] + [
        (UNTOLD, False, taken)
        for taken in ({"answer a 1": 4.0}, {"answer a 1": pytest.approx(2.001)}, {"answer a 1": 0.25}, {"answer b 1": 4.0})
    ]
    assert (walk.search.number, walk.search.places, walk.search.shrunk, walk.search.deviations_found) == (0, 2, 0, 0)


def test_a_test_with_threads_meets_them_at_one_moment_twice_and_is_interrupted() -> None:
    walk = Walk({**A, "turn 1": 2}, recording=lambda number: IN_THREADS)
    walk.search.run()
    met = {"answer a 1": 2.0}
    assert walk.ran == [
        (TOLD, False, {}),
        (TOLD, True, {}),
        (UNTOLD, True, met),
        (UNTOLD, True, {**met, "turn 1 1": 1}),
        (UNTOLD, True, {"answer a 1": 4.0}),
        (UNTOLD, True, {"answer a 1": pytest.approx(2.001)}),
        (UNTOLD, True, met),
        (UNTOLD, True, {**met, "turn 1 1": 1}),
    ]
    assert walk.patience == [3.0] * 4 + [6.0] * 4, "as long as the longest answer may take"


def test_who_asks_for_nothing_is_held_up_for_three_seconds() -> None:
    walk = Walk({"turn 1": 2}, recording=lambda number: IN_THREADS, orders=5)
    walk.search.run()
    assert walk.patience == [3.0] * 7


@pytest.mark.parametrize(
    ("orders", "only", "ran"), [(1, None, 1), (2, None, 2), (3, None, 3), (1, 0, 1), (1, 1, 3), (1, 9, 3), (50, 9, 3)]
)
def test_so_many_runs_there_are(orders: int, only: int | None, ran: int) -> None:
    walk = Walk(A, orders=orders, only=only)
    assert walk.search.run() is walk.search.plain
    assert len(walk.ran) == ran


def test_the_one_order_that_is_asked_for_is_the_one_of_its_number() -> None:
    for number, taken in ((1, {}), (2, {"answer a 1": 4.0}), (4, {"answer a 1": 0.25})):
        walk = Walk(A, orders=1, only=number)
        walk.search.run()
        assert walk.ran[2:] == [(UNTOLD, False, taken)]


@pytest.mark.parametrize("ended", [report(failed=True), report(skipped=True), report(skipped=True, wasxfail="a race")])
def test_a_test_whose_plain_order_says_all_runs_once(ended: Any) -> None:
    walk = Walk(A, lambda taken, number: ended)
    assert walk.search.run() is walk.search.plain
    assert len(walk.ran) == 1
    assert (walk.search.number, walk.search.places) == (0, 0)


def test_a_test_with_tasks_alone_is_not_interrupted() -> None:
    walk = Walk(A, recording=lambda number: IN_TASKS)
    walk.search.run()
    assert [interrupted for _, interrupted, _ in walk.ran] == [False] * 6


@pytest.mark.parametrize(("recording", "places"), [(IN_TASKS, 3), (IN_THREADS, 4)], ids=["without threads", "with threads"])
def test_chance_knows_how_many_choices_there_are_and_when_answers_come(
    recording: Recording, places: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: list[tuple[int, Plain]] = []
    monkeypatch.setattr(orders, "drawn", lambda number, plain: known.append((number, plain)) or (lambda met: 0))
    choices = {"answer a": 1.0, "value": 1.0, "timer 1": 2, "lock 1": 2, "hold 1": 3}
    walk = Walk(choices, recording=lambda number: recording, only=200)

    def run(tape: Tape, told: bool) -> Run:
        for _ in walk.ran:  # one more in each
            tape.take("turn", "1", 2, 0.0, str)
        return walk._run(tape, told)

    walk.search._run = run
    walk.search.run()
    assert known == [(200, Plain({"answer a 1": 1.0, "timer 1 1": 0.0}, places, recording is IN_THREADS))]


def test_who_reads_the_recording_in_some_order_has_it_in_this_and_all_that_follow() -> None:
    walk = Walk(A, reads=lambda taken: B in taken, orders=9)
    walk.search.run()
    assert [told for told, *_ in walk.ran] == [TOLD] * 2 + [UNTOLD] * 4 + [TOLD] * 4
    assert walk.ran[6] == (TOLD, False, walk.ran[5][2]), "the same order once more"


def test_who_reads_the_recording_in_the_plain_order_has_it_in_all() -> None:
    walk = Walk(A, reads=lambda taken: not taken, orders=9)
    walk.search.run()
    assert [told for told, *_ in walk.ran] == [TOLD] * 9


def test_an_order_in_which_a_test_fails_as_its_mark_says_decides_and_is_told() -> None:
    walk = Walk(A, lambda taken, number: report(skipped=True, wasxfail="a race") if taken.get(B) == 4.0 else report())
    found = walk.search.run()
    assert (found.plan.told, found.tape.taken, walk.search.number) == (True, {B: 4.0}, 0)
    assert walk.ran[-2:] == [(UNTOLD, False, {B: 4.0}), (TOLD, False, {B: 4.0})]


@pytest.mark.parametrize(
    ("ended", "which"),
    [
        (report(failed=True), "told"),
        (report(), "found"),
        (report(failed=True, message="KeyError: 'x'"), "found"),
    ],
    ids=["the same failure", "no failure", "another failure"],
)
def test_a_failing_order_runs_once_more_to_be_told_and_the_first_decides_if_it_then_ends_otherwise(
    ended: Any, which: str
) -> None:
    def does(taken: Deviations, number: int) -> Any:
        return (ended if walk.ran[-1][0] else report(failed=True)) if B in taken else report()

    walk = Walk(A, does, orders=100)
    found = walk.search.run()
    assert found.plan.told == (which == "told")
    assert (found.failed, found.signature) == (True, ("call", "AssertionError", 3))
    assert walk.search.number == 5
    assert (walk.ran[-1][0], walk.ran[-1][2]) == (True, found.tape.taken)


def test_a_failing_order_is_left_as_it_is_where_a_debugger_shows_it() -> None:
    walk = Walk(A, lambda taken, number: report(failed=B in taken), shrinks=False)
    found = walk.search.run()
    assert (found.tape.taken, walk.search.shrunk) == ({B: 4.0}, 0)
    assert [told for told, *_ in walk.ran] == [TOLD] * 6


def asking(*prompts: str) -> Recording:
    calls = [Call("model", prompt, "sync", "M", float(n), None, None, n + 1.0, "answered") for n, prompt in enumerate(prompts)]
    return Recording("", "", seconds=9.0, calls=calls)


OUTLIVES = (
    "\nSomething outlives the test: a cache of a module, a counter, a file, a client that remembers. "
    "Put it back in a fixture, as another test in the same process would need it too."
)


def test_what_is_done_once_in_the_life_of_a_process_does_not_count() -> None:
    recorded = [Recording("", "", seconds=1.0), Recording("", "", seconds=2.0), Recording("", "", seconds=2.0)]
    walk = Walk(A, recording=lambda number: recorded[min(number, 2)], orders=3)
    found = walk.search.run()
    assert found is walk.search.plain
    assert found.recording is recorded[1]
    assert len(walk.ran) == 4
    assert [told for told, *_ in walk.ran] == [TOLD] * 3 + [UNTOLD]


DIFFERS = {
    "it asks for something else": (
        [asking("Hi", "You"), asking("Hi")],
        "1.000 s  the main thread makes model call 2: You",
        "9.000 s  the program ends",
    ),
    "each time otherwise": (
        [Recording("", "", seconds=float(n)) for n in range(3)],
        "1.000 s  the program ends",
        "2.000 s  the program ends",
    ),
}


@pytest.mark.parametrize("what", DIFFERS)
def test_a_test_that_is_not_the_same_twice_has_no_orders(what: str) -> None:
    recorded, first, again = DIFFERS[what]
    walk = Walk(A, recording=lambda number: recorded[number])
    with pytest.raises(NotTheSame) as error:
        walk.search.run()
    assert len(walk.ran) == len(recorded)
    assert str(error.value) == (
        f"the test does not do the same twice, so that its orders cannot be told apart:\n  first:  {first}\n  again:  {again}{OUTLIVES}"
    )


def test_a_test_that_fails_at_its_second_run_has_no_orders() -> None:
    walk = Walk(A, lambda taken, number: report(failed=number > 0, message="KeyError: 'x'"))
    with pytest.raises(NotTheSame) as error:
        walk.search.run()
    assert str(error.value) == f"the test passes, and fails when it runs again in the same order: KeyError: 'x'{OUTLIVES}"
    assert len(walk.ran) == 2


# -- what tells one failure from another


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("KeyError: 'x'", "KeyError"),
        ("httpx.ConnectError: no", "httpx.ConnectError"),
        ("assert 1 == 2", "assert"),
        ("Failed\nmore: of it", "Failed"),
        ("a sentence", "assert"),
        ("", "assert"),
        (f"{'x' * 61}: no", "x" * 60),
    ],
)
def test_a_failure_is_known_by_its_kind_and_its_line(message: str, kind: str) -> None:
    plan = Plan(Settings())
    assert Run([report(), report(failed=True, message=message)], plan).signature == ("call", kind, 3)


def test_a_failure_without_a_crash() -> None:
    plan = Plan(Settings())
    assert Run([report(failed=True, when="setup", longrepr="in words")], plan).signature == ("setup", "assert", None)
    assert Run([report()], plan).signature is None


def test_how_a_run_ended() -> None:
    def ended(*reports: Any) -> tuple[bool, bool, bool]:
        run = Run(list(reports), Plan(Settings()))
        return run.failed, run.skipped, run.meant_to_fail

    assert ended(report(), report()) == (False, False, False)
    assert ended(report(), report(failed=True)) == (True, False, False)
    assert ended(report(failed=True, longrepr="[XPASS(strict)] a race")) == (False, False, False)
    assert ended(report(), report(skipped=True)) == (False, True, False)
    assert ended(report(wasxfail="a race")) == (False, False, False)
    assert ended(report(skipped=True, wasxfail="a race")) == (False, True, True)


# -- the way back

KINDS = "answer value arrival lock turn switch hold timer collect".split()


def back(taken: Deviations, fails: Callable[[Deviations], Any]) -> tuple[list[Deviations], Run, Search]:
    """What is tried on the way back from a failing order, in this order; the order that is left; the search."""
    tried: list[Deviations] = []

    def ended(of: Deviations) -> Run:
        tape = Tape()
        tape.taken = of
        return Run([fails(of)], Plan(Settings(), tape, told=True))

    def run(tape: Tape, told: bool) -> Run:
        assert (tape.interrupts, tape.patience) == (False, 3.0)
        tried.append(dict(tape._given))
        return ended(dict(tape._given))

    search = Search(run, 100)
    found = search._back(ended(taken))
    return tried, found, search


def test_what_a_reader_understands_best_is_tried_first() -> None:
    taken: Deviations = {f"{kind} 1": 1 for kind in reversed(KINDS)} | {"timer 2": 1, "turn 2": 3, "collect 2": 1}
    tried, found, search = back(taken, lambda of: report(failed=of == taken or [*of] == ["collect 2"]))
    assert [key for one in tried for key in one] == (
        "answer 1,value 1,arrival 1,lock 1,turn 2,turn 1,switch 1,hold 1,timer 1,timer 2,collect 1,collect 2".split(",")
    )
    assert found.tape.taken == {"collect 2": 1}
    assert (search.shrunk, search.deviations_found) == (12, 12)


def test_an_order_with_one_deviation_is_made_rounder_at_once() -> None:
    tried, found, _ = back({"answer 1": 3.0}, lambda of: report(failed=of["answer 1"] > 1.2))
    assert (tried, found.tape.taken) == ([{"answer 1": 1.01}, {"answer 1": 1.5}], {"answer 1": 1.5})


def test_another_failure_is_not_the_one_that_was_found() -> None:
    taken: Deviations = {"turn 1": 1, "turn 2": 1}
    _, found, _ = back(taken, lambda of: report(failed=True, message="KeyError: no" if len(of) == 1 else "ValueError: no"))
    assert found.tape.taken == taken


def test_twelve_are_tried_alone_and_then_as_many_at_once_as_can_be_spared() -> None:
    taken: Deviations = {f"timer {n:02}": 1 for n in range(20)}
    tried, found, search = back(taken, lambda of: report(failed={"timer 13", "timer 19"} <= of.keys()))
    assert [len(one) for one in tried] == [1] * 12 + [10, 5, 5, 8, 6, 6, 4, 4, 2, 2, 3, 2, 2, 1, 1]
    assert found.tape.taken == {"timer 13": 1, "timer 19": 1}
    assert search.shrunk == len(tried)


def test_what_is_hardest_to_understand_is_spared_first() -> None:
    taken: Deviations = {f"{kind} 1": 1 for kind in KINDS}
    tried, found, _ = back(taken, lambda of: report(failed=len(of) >= 5))
    assert found.tape.taken.keys() == {f"{kind} 1" for kind in KINDS[:5]}
    assert [[key.partition(" ")[0] for key in one] for one in tried[9:12]] == [
        ["switch", "turn", "lock", "arrival", "value", "answer"][1:],
        ["arrival", "value", "answer"],
        ["turn", "lock", "answer"],
    ]


def test_of_two_the_one_that_is_needed_is_left() -> None:
    tried, found, _ = back({"turn 1": 1, "turn 2": 1}, lambda of: report(failed="turn 2" in of))
    assert (tried, found.tape.taken) == ([{"turn 1": 1}, {"turn 2": 1}], {"turn 2": 1})


def test_when_little_is_left_it_is_taken_away_one_by_one() -> None:
    asked: list[str] = []

    def fails(deviations: Deviations) -> bool:
        asked.append("".join(key[-1] for key in deviations))
        return {"turn 4", "turn 5"} <= deviations.keys()

    orders._halved({f"turn {n}": 1 for n in range(1, 6)}, fails)
    assert asked == ["345", "45", "5", "4"]


def test_a_choice_is_made_nearer_while_the_others_stay() -> None:
    taken: Deviations = {"turn 1": 3, "turn 2": 1, "answer 1": 0.3}
    _, found, _ = back(taken, lambda of: report(failed=len(of) == 3 and of["answer 1"] < 0.8))
    assert found.tape.taken == {"turn 1": 1, "turn 2": 1, "answer 1": 0.75}


# -- how a failure is told


def called(prompt: str, by: str, start: float, end: float | None, outcome: str = "answered") -> Call:
    return Call("model", prompt, "native", by, start, None, None, end, outcome)


SLOW = Recording(
    "",
    "",
    seconds=2.5,
    calls=[
        called("Hi", "Task-2", 0.0, 2.0),
        called("So", "Task-2", 0.0, 0.5, "cancelled"),
        called("Hi", "Task-3", 0.5, 1.25),
        called("You", "Task-2", 2.0, None, "unfinished"),
        Call("tool", "look", "native", "Task-2", 0.0, None, None, 1.0, "answered"),
    ],
)
PLAINLY = Recording(
    "",
    "",
    seconds=2.5,
    calls=[called("Hi", "Task-2", 0.0, 1.0), called("So", "Task-2", 0.0, 0.5), called("Hi", "Task-3", 0.5, 2.0)],
)
STANDS = [Stand("Task-2 (ask)", "shop.py:7", "await answer()", ""), Stand("thread 1", "shop.py:31", "gate.wait()", "a lock")]


def failure(recording: Recording, taken: Deviations, stands: list[Stand]) -> Run:
    tape = Tape()
    tape.taken, tape.words = taken, {key: f"{key} is {value}" for key, value in taken.items()}
    plan = Plan(Settings(), tape)
    plan.recording, plan.stands = recording, stands
    return Run([report(failed=True)], plan)


def search(found: int, shrunk: int = 0, orders: int = 100) -> Search:
    made = Search(lambda tape, told: pytest.fail("nothing is run"), orders)
    made.plain, made.number, made.places, made.deviations_found, made.shrunk = failure(PLAINLY, {}, []), 7, 50, found, shrunk
    return made


CALLS = """
Calls, in the order in which they ended:
   0.500 s  “So” by Task-2, made at 0.0 s, cancelled
   1.250 s  “Hi” by Task-3, made at 0.5 s{}
   2.000 s  “Hi” by Task-2, made at 0.0 s{}
       - s  “You” by Task-2, made at 2.0 s, unfinished
"""
PLAIN, HERE = CALLS.format("", ""), CALLS.format(", in the plain order at 2.0 s", ", in the plain order at 1.0 s")
SAME = """
Calls, in the order in which they ended:
   0.500 s  “So” by Task-2, made at 0.0 s
   1.000 s  “Hi” by Task-2, made at 0.0 s
   2.000 s  “Hi” by Task-3, made at 0.5 s
"""
STOOD = """
When it failed, the others stood here:
  Task-2 (ask) at shop.py:7, `await answer()`
  thread 1 at shop.py:31, `gate.wait()`, waiting for a lock
"""
PART = """
The first step at which the two part:
  plain: 0.500 s  call 2 ends: answered
  here:  0.000 s  Task-2 makes tool call 3: look
"""
AGAIN = """
Repeat it:  pytest 'test_shop.py::test_it' --stage-seed=3-7
Keep it:    @pytest.mark.stage(seed='3-7')
"""
DIFFERS_IN = "The plain order passes. Order 7 fails (seed 3-7), which differs from it in {} of 50{}:\n  - turn 1 is 1\n"
SMALLER = DIFFERS_IN.format("two places", " (it differed in 5, and was made smaller in nine runs)")

TOLD_AS: dict[str, tuple[Search | None, Run, str]] = {
    "another order than the plain one": (
        search(1),
        failure(SLOW, {"turn 1": 1}, STANDS),
        DIFFERS_IN.format("one place", "") + HERE + PART + STOOD + AGAIN,
    ),
    "one that was made smaller": (
        search(5, 9),
        failure(SLOW, {"turn 1": 1, "lock 1": 2}, []),
        f"{SMALLER}  - lock 1 is 2\n" + HERE + PART + AGAIN,
    ),
    "one in which the same happens": (
        search(1),
        failure(PLAINLY, {"turn 1": 1}, STANDS),
        DIFFERS_IN.format("one place", "") + SAME + STOOD + AGAIN,
    ),
    "one that was made smaller at once": (
        search(2, 1),
        failure(SLOW, {"turn 1": 1}, []),
        DIFFERS_IN.format("one place", " (it differed in 2, and was made smaller in one run)") + HERE + PART + AGAIN,
    ),
    "the plain order": (
        search(0, orders=2),
        failure(SLOW, {}, STANDS),
        "The plain order fails: no other was tried.\n" + PLAIN + STOOD,
    ),
    "the only run": (None, failure(SLOW, {}, STANDS), PLAIN + STOOD),
    "an order that is the only one": (search(0, orders=1), failure(SLOW, {}, []), PLAIN),
    "nothing to tell": (None, failure(Recording("", ""), {}, []), ""),
}


@pytest.mark.parametrize("what", TOLD_AS)
def test_a_failure_is_told(what: str) -> None:
    walk, run, text = TOLD_AS[what]
    assert story.told(walk, run, "test_shop.py::test_it").replace("\N{NO-BREAK SPACE}", " ") == text.strip("\n")


def test_two_runs_part_where_one_of_them_is_over() -> None:
    leaves, nothing = Recording("", "", left=["task Task-2"]), Recording("", "")
    assert story.parting(leaves, nothing) == ("it leaves behind: task Task-2", "nothing more happens")
    assert story.parting(nothing, leaves) == ("nothing more happens", "it leaves behind: task Task-2")
    assert story.parting(nothing, nothing) is None


def test_of_much_the_first_thirty_are_told() -> None:
    many = Recording("", "", seconds=40.0, calls=[called(f"Question {n}", "M", float(n), n + 1.0) for n in range(31)])
    lines = story.told(None, failure(many, {}, [*STANDS[:1] * 31]), "").splitlines()
    assert lines[30:33] == ["  30.000 s  “Question 29” by M, made at 29.0\N{NO-BREAK SPACE}s", "            and 1 more", ""]
    assert lines[33:] == ["When it failed, the others stood here:", *["  Task-2 (ask) at shop.py:7, `await answer()`"] * 30]
    many.calls.pop()
    assert story.told(None, failure(many, {}, []), "").splitlines()[-1] == lines[30]
