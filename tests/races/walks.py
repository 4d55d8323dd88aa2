"""Programs with a planted fault, each with its mended twin, and how many orders it takes to find the one and not the other."""

import re
from dataclasses import dataclass
from pathlib import Path

import langchain_ollama  # noqa: F401  what a run within this process imports for the first time would be another module in the next
import pytest

import awaited.testing.protocol  # noqa: F401

PROGRAMS = Path(__file__).parent / "programs"
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


def walk(pytester: pytest.Pytester, name: str, test: str, orders: int) -> Walk:
    """Run one test of a program in so many orders."""
    options = (
        "-c",
        "/dev/null",
        "--rootdir",
        str(PROGRAMS),
        "-p",
        "no:awaited",
        "-p",
        "awaited.testing.plugin",
        "-p",
        "no:cacheprovider",
        "-q",
    )
    others = (
        "-p",
        "no:asyncio",
        "-p",
        "no:anyio",
        "-p",
        "no:randomly",
        "-p",
        "no:socket",
        "-p",
        "no:codspeed",
        "-p",
        "no:benchmark",
    )
    path = f"{PROGRAMS / name}.py::{test}"
    record = pytester.inline_run(*options, *others, "--import-mode=importlib", f"--stage-orders={orders}", path)
    reports = record.getreports("pytest_runtest_logreport")
    assert reports, f"{path} did not run"
    failed = [report for report in reports if report.failed]
    if not failed:
        return Walk("passed")
    told = "\n".join(text for title, text in failed[0].sections if title == "the stage")
    found = re.search(r"Order (\d+) fails .* differs from it in (\w+) places? of", told)
    numbers = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    text = told or str(failed[0].longrepr)
    return Walk("failed", int(found[1]), numbers.get(found[2], 7), text) if found else Walk("failed", told=text)
