"""Orders by chance: what a ``Tape`` draws where nobody has planned anything."""

import math
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
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
        answers: How the lengths of answers are drawn; None: they are plain.
        others: How likely it is that another choice is not plain, by its kind.
        few: How many deviations there are beside those of answers: the depth of a fault that is looked for. They are at places of which each
            is as likely as any other, so that none is drawn with a probability of less than about ``1 / places**few``.
        places: How many there are, about.
    """

    def __init__(
        self,
        seed: object,
        answers: "Lengths | None" = None,
        others: Mapping[str, float] | None = None,
        few: int | None = None,
        places: int = 20,
    ) -> None:
        self._random = random.Random(f"order {seed}")
        self._answers = answers
        self._others = others or {}
        self._at = None if few is None else {self._random.randrange(max(few, places)) for _ in range(few)}
        self._passed = 0

    def __call__(self, met: Met) -> Value:
        if met.kind == "answer":
            return self._answers(met, self._random) if self._answers is not None else 0
        if met.kind == "timer" and isinstance(self._answers, Meeting):
            self._answers.comes(met)
        if met.kind == "value":
            return self._random.uniform(0, met.length)
        if met.kind == "hold":
            # By plan alone: there are many, and one of them is the same as many lengths of answers.
            return 0
        if self._at is not None:
            self._passed += 1
            return self._random.randrange(1, met.options) if self._passed - 1 in self._at else 0
        return self._random.randrange(1, met.options) if self._random.random() < self._others.get(met.kind, 0.0) else 0


Lengths = Callable[[Met, random.Random], Value]
"""Draws the factor of an answer's length."""


def any_length(met: Met, source: random.Random) -> Value:
    """As likely a quarter as four times, in four digits."""
    return round(math.exp(source.uniform(math.log(FASTER), math.log(SLOWER))), 4) if source.random() < 0.8 else 0


def few_slow(met: Met, source: random.Random) -> Value:
    """Most are as quick as can be, and some very slow: one that comes after many others, which chance alone hardly ever draws."""
    return SLOWER if source.random() < 0.2 else FASTER


class Meeting:
    """Lets answers end at one moment with others, or with a timer: what threads then do, they do side by side.

    Args:
        moments: Those of the plain order, by what comes then.
        nearest: Whether the nearest is taken, and not any.
    """

    def __init__(self, moments: Mapping[str, float] | None = None, nearest: bool = False) -> None:
        self._plain = moments or {}
        self._nearest = nearest
        self._come: list[float] = []

    def comes(self, timer: Met) -> None:
        """A timer is set."""
        self._come.append(timer.length)

    def __call__(self, met: Met, source: random.Random) -> Value:
        end = met.at + met.length
        # What is known to come in this order is surer than what came in the plain one.
        for known in (self._come, [moment for key, moment in self._plain.items() if key != met.key]):
            if within := [m for m in known if met.length and m > met.at and FASTER <= (m - met.at) / met.length <= SLOWER]:
                end = min(within, key=lambda m: abs(m - end)) if self._nearest else source.choice(within)
                break
        self._come.append(end)
        return (end - met.at) / met.length if end != met.at + met.length else 0


def moments(met: Iterable[Met]) -> dict[str, float]:
    """When answers end, and timers are due."""
    found = {m.key: m.at + m.length for m in met if m.kind == "answer"}
    return found | {m.key: m.length for m in met if m.kind == "timer"}


def meetings(plain: Mapping[str, float]) -> tuple[Callable[[Met], Value], Callable[[Met], Value]]:
    """The orders in which as much as can be happens at the same moments: whoever comes first goes on first, and whoever comes last."""
    first, last = (Chance("of meetings", Meeting(plain, nearest=True)) for _ in range(2))
    return first, lambda met: met.options - 1 if met.kind == "turn" else last(met)


@dataclass(frozen=True)
class Plain:
    """What is known of the plain order."""

    moments: Mapping[str, float] = field(default_factory=dict)
    """When what comes."""
    places: int = 20
    """How many choices there are beside the lengths of answers."""
    threads: bool = True
    """Whether threads can be interrupted."""


def drawn(seed: int, plain: Plain = Plain()) -> Chance:
    """One of the kinds of orders, by a number: what equal lengths find, lengths by chance hide, and the other way round.

    Args:
        seed: The number.
        plain: What is known of the plain order.
    """
    together = Meeting(plain.moments)
    lengths: tuple[dict[str, Any], ...] = ({"answers": any_length}, {"answers": few_slow}, {"answers": any_length, "others": FEW})
    turns: tuple[dict[str, Any], ...] = (
        {"few": 2},
        {"answers": together, "few": 2},
        {"others": MANY},
        {"answers": together, "few": 1},
        {"answers": any_length, "few": 3},
        {"answers": together, "few": 3},
        {"answers": together, "others": FEW},
    )
    # Without threads there is little to choose from beside the lengths of answers.
    every = 2 if plain.threads else 4
    number, rest = divmod(seed, every)
    kinds = turns[number % len(turns)] if rest == 0 else lengths[(seed - number) % len(lengths)]
    return Chance(seed, **kinds, places=plain.places)


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
