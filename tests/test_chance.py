"""What orders draw where nobody has planned anything (``awaited/stage/chance.py``), and where they can (``choices.py``)."""

import dis
import random
from types import SimpleNamespace
from typing import Any

import pytest

from awaited.stage.chance import (
    FASTER,
    SLOWER,
    Chance,
    Meeting,
    Plain,
    any_length,
    by_chance,
    drawn,
    few_slow,
    meetings,
    moments,
    pace_of,
)
from awaited.stage.choices import Met, Tape, points


def met(kind: str, at: float = 0.0, length: float = 1.0, key: str = "this", options: int = 2) -> Met:
    return Met(key, kind, options, at, length, None)


def nobody() -> random.Random:
    return random.Random(0)


@pytest.mark.parametrize(
    ("plain", "end"),
    [
        ({"other": 2.5}, 2.5),
        ({"other": 2.5, "near": 3.1}, 3.1),
        ({"near": 2.9, "far": 6.0}, 2.9),
        ({"this": 2.0}, 3.0),  # it does not meet itself
        ({"before it began": 1.0, "too soon": 1.4, "too late": 9.1}, 3.0),
        ({"as soon as may be": 1.5}, 1.5),
        ({"as late as may be": 9.0}, 9.0),
        ({}, 3.0),
    ],
)
def test_an_answer_ends_with_the_nearest(plain: dict[str, float], end: float) -> None:
    """It begins at one second, and takes two in the plain order."""
    factor = Meeting(plain, nearest=True)(met("answer", 1.0, 2.0), nobody())
    assert 1.0 + 2.0 * (factor or 1) == pytest.approx(end)


def test_what_is_known_to_come_in_this_order_is_surer() -> None:
    meeting = Meeting({"plain": 3.0, "other": 2.0})
    meeting.comes(met("timer", length=4.0))
    assert 1.0 + 2.0 * meeting(met("answer", 1.0, 2.0), nobody()) == 4.0
    assert meeting(met("answer", 2.0, 1.0), nobody()) == 2.0, "with the one before, at four seconds"
    assert meeting(met("answer", 1.0, 0.0), nobody()) == 0, "what takes no time takes none"


def test_any_that_is_near_enough_may_be_met() -> None:
    source, plain = nobody(), {"one": 2.0, "two": 3.5, "too late": 90.0}
    ends = {1.0 + 2.0 * Meeting(plain)(met("answer", 1.0, 2.0), source) for _ in range(50)}
    assert ends == {2.0, 3.5}


def test_moments_of_an_order() -> None:
    order = [met("answer", 1.0, 2.0, "a"), met("timer", 1.0, 7.0, "b"), met("turn", 1.0, 2.0, "c")]
    assert moments(order) == {"a": 3.0, "b": 7.0}, "a timer's length is when it is due"


def test_who_goes_on_when_much_happens_at_once() -> None:
    first, last = meetings({"far": 2.0, "near": 3.5})
    for order in (first, last):
        assert order(met("answer", 1.0, 2.0)) == 1.25
    assert (first(met("turn", options=3)), last(met("turn", options=3))) == (0, 2)


def test_lengths_stay_within_their_bounds() -> None:
    source = nobody()
    lengths = [any_length(met("answer"), source) for _ in range(500)]
    assert all(factor == 0 or FASTER <= factor <= SLOWER for factor in lengths)
    assert 50 < lengths.count(0) < 150, "a fifth of them are plain"
    assert 0.3 < sum(0 < factor < 1 for factor in lengths) / len(lengths) < 0.5, "as many are shorter"
    slow = [few_slow(met("answer"), source) for _ in range(500)]
    assert set(slow) == {SLOWER, FASTER}
    assert 50 < slow.count(SLOWER) < 150


def test_a_choice_is_plain_as_often_as_is_said() -> None:
    often = Chance(1, others={"turn": 0.3})
    drawn = [often(met("turn", options=3)) for _ in range(1000)]
    assert 250 < sum(choice != 0 for choice in drawn) < 350
    assert set(drawn) == {0, 1, 2}
    assert {often(met("lock")) for _ in range(50)} == {0}, "nothing is said of locks"
    assert {often(met("answer")) for _ in range(9)} == {0}
    assert {often(met("hold")) for _ in range(50)} == {0}, "by plan alone"
    assert {Chance(1, others={"hold": 1.0})(met("hold"))} == {0}


def test_few_deviations_are_at_few_places() -> None:
    for seed in range(30):
        few = Chance(seed, few=2, places=10)
        drawn = [few(met("turn", options=3)) for _ in range(40)]
        assert 1 <= sum(choice != 0 for choice in drawn) <= 2
        assert not any(drawn[10:])


def test_a_value_is_within_its_bound() -> None:
    of_any = Chance(2)
    values = [of_any(met("value", length=5.0, options=0)) for _ in range(100)]
    assert 0 <= min(values) < 1 < 4 < max(values) <= 5
    assert [Chance(3)(met("value")) for _ in range(2)] == [Chance(3)(met("value"))] * 2, "the same seed draws the same"


def test_an_answer_meets_a_timer_that_was_set_in_this_order() -> None:
    order = Chance(1, Meeting())
    assert order(met("timer", length=4.0)) == 0
    assert order(met("answer", 1.0, 2.0)) == 1.5
    assert Chance(1, any_length)(met("timer", length=4.0)) == 0, "who meets nobody does not look at timers"


@pytest.mark.parametrize(("threads", "turns"), [(True, [2, 3, 4, 6, 8, 9, 10]), (False, [2, 4, 6, 8, 10])])
def test_without_threads_more_orders_are_about_the_lengths_of_answers_alone(threads: bool, turns: list[int]) -> None:
    orders = {seed: drawn(seed, Plain(threads=threads)) for seed in range(2, 12)}
    assert [seed for seed, draw in orders.items() if any(draw(met("turn")) for _ in range(200))] == turns


def test_another_order_by_a_seed_interrupts_threads_as_well() -> None:
    assert by_chance(1).interrupts


def test_an_answer_takes_as_much_longer_as_a_tape_says() -> None:
    on: Any = SimpleNamespace(seconds=0.5)
    tape = Tape({"answer Hi 2": 1.5})
    pace = pace_of(tape, on)
    assert [pace("Hi", 2.0) for _ in range(3)] == [1.0, 1.5, 1.0]
    assert tape.words == {"answer Hi 2": "the answer to 'Hi' takes 3 s in the place of 2 s"}
    assert tape.met[0] == Met("answer Hi 1", "answer", 0, 0.5, 2.0, None)


def test_a_tape_of_another_run_is_plain_where_there_is_less_to_choose_from() -> None:
    tape = Tape({"turn  1": 2, "turn  2": 3, "turn  3": -1}, draw=lambda met: 1)
    assert [tape.take("turn", "", 3, 0.0, str) for _ in range(4)] == [2, 0, 0, 1]
    assert tape.taken == {"turn  1": 2, "turn  4": 1}
    again = tape.again()
    assert ([again.take("turn", "", 3, 0.0, str) for _ in range(4)], again.words) == (
        [2, 0, 0, 1],
        {"turn  1": "2", "turn  4": "1"},
    )
    assert Tape(interrupts=True, patience=9.0).again().interrupts
    assert Tape(patience=9.0).again().patience == 9.0
    assert (Tape().interrupts, Tape().patience) == (False, 3.0)


# -- where a thread is interrupted

ACTS = """\
def act(a, b, seen, do):
    do(a)
    do(a + b)
    do(a < b)
    do(a in b)
    do(do(a))
    seen.append(a)
    seen.append(do(a))
    seen.last = do(a)
"""


def test_a_thread_is_interrupted_before_lines_and_where_one_has_read_something_and_acts() -> None:
    made: dict[str, Any] = {}
    exec(compile(ACTS, "act.py", "exec"), made)
    code = made["act"].__code__
    where = {step.offset: step.positions for step in dis.get_instructions(code)}
    lines = ACTS.splitlines()
    found = [
        (lines[(at := where[offset]).lineno - 1][at.col_offset : at.end_col_offset], changes)
        for offset, changes in sorted(points(code).items())
    ]
    assert found == [
        ("do", False),
        ("do", False),
        ("do", False),
        ("do(a < b)", False),
        ("do", False),
        ("do(a in b)", False),
        ("do", False),
        ("do(do(a))", False),
        ("seen", True),
        ("seen", False),
        ("seen.append(do(a))", True),
        ("do", False),
        ("seen.last", True),
    ]
