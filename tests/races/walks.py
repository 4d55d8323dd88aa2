"""Programs with a planted fault, each with its mended twin, and how many orders it takes to find the one and not the other."""

import contextlib
import gc
import io
import itertools
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import langchain_ollama  # noqa: F401  what a run within this process imports for the first time would be another module in the next
import pytest

import awaited.testing.protocol  # noqa: F401

PROGRAMS = Path(__file__).parent / "programs"
_walks = itertools.count(1)
NAMES = sorted(path.stem for path in PROGRAMS.glob("*.py"))


@dataclass
class Walk:
    """What came of a test in many orders."""

    outcome: str
    order: int | None = None
    """The number of the order that failed."""
    deviations: int | None = None
    """In how many places it differs from the plain one."""
    told: str = ""


OTHERS = ("asyncio", "anyio", "randomly", "socket", "codspeed", "benchmark", "timeout", "xdist", "awaited", "cacheprovider")
"""Plugins that these runs do without, and this one by its entry point: it is named by its module."""


class _Kept:
    """A plugin that keeps the reports. (pytest's own for tests of plugins keeps all that every hook is called with, of each order.)"""

    def __init__(self) -> None:
        self.reports: list[pytest.TestReport] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.reports.append(report)


def walk(name: str, test: str, orders: int) -> Walk:
    """Run one test of a program in so many orders."""
    without = [option for other in OTHERS for option in ("-p", f"no:{other}")]
    path, kept = f"{PROGRAMS / name}.py::{test}", _Kept()
    options = ("-c", os.devnull, "--rootdir", str(PROGRAMS), "-p", "awaited.testing.plugin", "--import-mode=importlib", "-q")
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        pytest.main([*without, *options, f"--stage-orders={orders}", path], plugins=[kept])
    if not next(_walks) % 20:
        # `tests/conftest.py` freezes; what a client's pool keeps from one order to the next would be frozen for good.
        gc.unfreeze()
        gc.collect()
        gc.freeze()
    reports = kept.reports
    assert reports, f"{path} did not run"
    failed = [report for report in reports if report.failed]
    if not failed:
        return Walk("passed")
    told = "\n".join(text for title, text in failed[0].sections if title == "the stage")
    found = re.search(r"Order (\d+) fails .* differs from it in (\w+) places? of", told)
    numbers = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    text = told or str(failed[0].longrepr)
    return Walk("failed", int(found[1]), numbers.get(found[2], 7), text) if found else Walk("failed", told=text)
