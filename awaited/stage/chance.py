"""Orders by chance: what a ``Tape`` draws where nobody has planned anything."""

import math
import random
from collections.abc import Callable
from typing import Any

from awaited.stage.choices import Met, Tape, Value
from awaited.stage.scheduler import Scheduler

SLOWER, FASTER = 4.0, 0.25
"""The bounds within which an answer's length may differ from the plain one."""

FEW = {"turn": 0.15, "arrival": 0.3, "lock": 0.3, "switch": 0.04, "timer": 0.1, "collect": 0.05}
"""How likely it is that a choice is not plain, where orders differ in a few places."""
MANY = {"turn": 0.5, "arrival": 0.5, "lock": 0.5, "switch": 0.25, "timer": 0.3, "collect": 0.3}
"""The same where they differ in many."""


class Chance:
    """Draws choices.

    Args:
        seed: The same seed draws the same.
        answers: Whether the lengths of answers are drawn.
        others: How likely it is that another choice is not plain, by its kind.
        few: How many deviations of a thread's turns and interruptions there are at most: the depth of a fault that is looked for.
    """

    def __init__(
        self, seed: object, answers: bool = True, others: dict[str, float] | None = None, few: int | None = None
    ) -> None:
        self._random = random.Random(f"order {seed}")
        self._answers = answers
        self._others = others or {}
        self._left = few

    def __call__(self, met: Met) -> Value:
        if met.kind == "answer":
            return factor(self._random) if self._answers and self._random.random() < 0.8 else 0
        if met.kind == "value":
            return self._random.uniform(0, met.length)
        if self._random.random() >= self._others.get(met.kind, 0.0) or self._left == 0:
            return 0
        if self._left is not None:
            self._left -= 1
        return self._random.randrange(1, met.options)


def factor(source: random.Random) -> float:
    """Of an answer's length: as likely a quarter as four times, in four digits."""
    return round(math.exp(source.uniform(math.log(FASTER), math.log(SLOWER))), 4)


def drawn(seed: int) -> Chance:
    """One of the kinds of orders, by a number: what equal lengths find, lengths by chance hide, and the other way round."""
    kinds: tuple[dict[str, Any], ...] = (
        {"answers": True},
        {"answers": False, "others": MANY, "few": 3},
        {"answers": True, "others": FEW},
        {"answers": False, "others": MANY},
        {"answers": False, "others": FEW, "few": 2},
        {"answers": True, "others": MANY, "few": 3},
    )
    return Chance(seed, **kinds[seed % len(kinds)])


def by_chance(seed: int) -> Tape:
    """Another order for a program that runs once."""
    return Tape(draw=drawn(seed), interrupts=True)


def pace_of(tape: Tape, on: Scheduler) -> Callable[[str, float], float]:
    """How a model's answers get their lengths from a tape."""

    def pace(prompt: str, seconds: float) -> float:
        def about(value: Value) -> str:
            return f"the answer to {prompt!r} takes {seconds * value:.4g} s in the place of {seconds:.4g} s"

        return tape.take("answer", prompt, 0, on.seconds, about, seconds) or 1.0

    return pace
