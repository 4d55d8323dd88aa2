"""What a test's mark and the command line say about how it runs on the stage."""

import math
from dataclasses import dataclass, fields
from typing import Any

import pytest

from awaited.stage.choices import VERSION


class WrongMark(ValueError):
    """The mark ``stage`` says something that there is not."""


class WrongSeed(ValueError):
    """A seed is none, or another version's."""


@dataclass(frozen=True)
class Settings:
    """How a test runs."""

    orders: int = 1
    seed: str | None = None
    leftovers: str = "report"
    unused: str = "allow"
    unknown: str = "fail"
    blocked: float | None = None
    limit: float = 86_400.0
    computing: float = 60.0

    @property
    def only(self) -> int | None:
        """The number of the order that alone is run."""
        return None if self.seed is None else number_of(self.seed)


_WORDS = {"leftovers": ("report", "fail"), "unused": ("allow", "fail"), "unknown": ("fail", "allow")}


def settings(item: pytest.Item) -> Settings:
    """Of a test: its nearest mark, then those of its class and module, then the command line.

    Raises:
        WrongMark: The mark says something that there is not.
        WrongSeed: The seed is none, or another version's.
    """
    # Not above: where no entry point names the plugin, pytest wants to be the first to import it, so that it can rewrite it.
    from awaited.testing.plugin import is_staged

    if not is_staged(item):
        raise WrongMark(
            "pytest.mark.stage marks a test without the fixture `stage`: name it among the test's arguments, def test_...(stage)"
        )
    given: dict[str, Any] = {}
    known = {field.name for field in fields(Settings)}
    for mark in reversed(list(item.iter_markers("stage"))):
        if mark.args or mark.kwargs.keys() - known:
            wrong = ", ".join([*map(repr, mark.args), *sorted(mark.kwargs.keys() - known)])
            raise WrongMark(f"pytest.mark.stage knows no {wrong}: it takes {', '.join(sorted(known))}, each by its name")
        given |= mark.kwargs
    option = item.config.getoption
    if option("stage_strict"):
        given = {"leftovers": "fail", "unused": "fail", "blocked": 0.0} | given
    given.setdefault("orders", option("stage_orders") or 1)
    if option("stage_seed"):
        given["seed"] = option("stage_seed")
    for name, words in _WORDS.items():
        if name in given and given[name] not in words:
            raise WrongMark(f"pytest.mark.stage({name}={given[name]!r}): it is {' or '.join(map(repr, words))}")
    if not isinstance(given["orders"], int) or isinstance(given["orders"], bool) or given["orders"] < 1:
        raise WrongMark(f"pytest.mark.stage(orders={given['orders']!r}): it is how many orders, a whole number from 1")
    for name in given.keys() & {"blocked", "limit", "computing"}:
        seconds = given[name]
        if name == "blocked" and seconds is None:  # as if nothing were said
            continue
        if (
            not isinstance(seconds, int | float)
            or isinstance(seconds, bool)
            or not 0 <= seconds < math.inf
            or (name == "computing" and not seconds)
        ):
            least = "more than 0" if name == "computing" else "a number from 0"
            raise WrongMark(f"pytest.mark.stage({name}={seconds!r}): it is for how many seconds, {least}")
    found = Settings(**given)
    _ = found.only
    return found


def seed_of(number: int) -> str:
    """What an order is called."""
    return f"{VERSION}-{number}"


def number_of(seed: str) -> int:
    """The number of an order.

    Raises:
        WrongSeed: It is none, or another version's.
    """
    version, _, number = str(seed).partition("-")
    if not number.isdigit() or not version.isdigit():
        raise WrongSeed(f"{seed!r} is no seed of an order: it is what a failure says after --stage-seed, such as {seed_of(57)}")
    if int(version) != VERSION:
        raise WrongSeed(
            f"the seed {seed} is of version {version} of the orders, and this is version {VERSION}: "
            "run the test again with orders, and take the seed that this version finds"
        )
    return int(number)
