"""What one in flight costs: the tool measures it, and the page shows what was measured last."""

import json
import sys

import pytest

from tools.maintain import cost

DATA = json.loads(cost.FILE.read_text(encoding="utf-8"))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_it_measures() -> None:
    rows = {row["kind"]: row for row in cost.waiting(sys.executable, {"task": [500], "thread": [50], "process": [1]}, runs=1)}
    # Far from what is measured: a busy machine must not matter.
    assert 0 < rows["task"]["kib"] < rows["thread"]["kib"] < rows["process"]["kib"]
    assert all(row["seconds"] > 0 for row in rows.values())


def test_the_page_shows_what_was_measured() -> None:
    page = cost.PAGE.read_text(encoding="utf-8")
    assert cost.written(page, DATA) == page, "run `python -m tools.maintain.cost`"
    assert DATA["plots"] == json.loads(json.dumps(cost.plots(DATA["waiting"])))
    assert DATA["ratios"] == cost.ratios(DATA["waiting"])
    assert [row["kind"] for row in DATA["waiting"]] == [kind for kind, counts in cost.COUNTS.items() for _ in counts]


def test_the_order_is_what_the_page_says() -> None:
    ratios = DATA["ratios"]
    assert ratios["task"] == {"memory": 1, "starting": 1}
    for what in ("memory", "starting"):
        assert 3 < ratios["thread"][what] < ratios["process"][what] / 3
    # Threads do not compute together, processes do.
    assert DATA["computing"]["threads"] < 1.2 < DATA["computing"]["processes"]


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (1.04, "1"), (17.4, "17"), (5712.3, "5,700"), (2.37, "2.4")])
def test_a_ratio_has_as_many_digits_as_it_is_good_for(value: float, text: str) -> None:
    assert cost.about(value) == text
