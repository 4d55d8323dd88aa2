"""What pytest loads (entry point ``pytest11``): the fixture ``stage``, its mark and its options.

Invariant: importing this module imports pytest and the standard library alone. A suite that does not use the fixture pays for nothing else.
"""

import inspect
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from awaited.testing.stage import TestStage

MARK = (
    "stage(orders=1, seed=None, leftovers='report', unused='allow', unknown='fail', blocked=None, limit=86400, computing=60): "
    "how a test with the fixture `stage` runs: in how many orders, or in which one alone; whether it fails for what it leaves behind "
    "('fail'), for answers that nobody asked for ('fail'), for an event loop that is held up for more than so many seconds; after "
    "how many virtual seconds it is taken to wait for ever, and after how many real ones to compute for ever"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("stage", "tests in virtual time (awaited)")
    group.addoption(
        "--stage-orders",
        type=int,
        metavar="N",
        help="run each test with the fixture `stage` in N orders, unless its mark says in how many",
    )
    group.addoption("--stage-seed", metavar="SEED", help="run each such test in this one order, as a failure names it")
    group.addoption(
        "--stage-html", metavar="FOLDER", help="write the picture of each such test that runs to a page in this folder"
    )
    group.addoption(
        "--stage-strict",
        action="store_true",
        help="let such tests fail for what they leave behind, for answers that nobody asked for, and for a loop that is held up",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARK)
    if (orders := config.getoption("stage_orders")) is not None and orders < 1:
        raise pytest.UsageError(f"--stage-orders={orders}: it is in how many orders each test runs, a whole number from 1")
    if (seed := config.getoption("stage_seed")) is not None:
        from awaited.testing.settings import WrongSeed, number_of

        try:
            number_of(seed)
        except WrongSeed as error:
            raise pytest.UsageError(f"--stage-seed: {error}") from None
    if (folder := config.getoption("stage_html")) and Path(folder).exists() and not Path(folder).is_dir():
        raise pytest.UsageError(
            f"--stage-html={folder}: it is a folder, in which each test gets a page, and there is a file of this name"
        )


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> "Iterator[TestStage]":
    """A stage for this test: virtual time, a model behind every chat model, and a recording of what happens.

    The test, and all of its fixtures of its own scope, run on it.
    """
    from awaited.testing.stage import on_stage

    yield from on_stage(request)


def is_staged(item: Any) -> bool:
    """Whether a test runs on the stage."""
    return "stage" in getattr(item, "fixturenames", ()) and hasattr(item, "_fixtureinfo")


def _is_meant_to_be(item: pytest.Item) -> bool:
    """Whether a test's own mark asks for orders; others may have a mark of this name for something else."""
    return any(mark.name == "stage" and mark.kwargs.keys() & {"orders", "seed"} for mark in item.own_markers)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    if not (is_staged(item) or _is_meant_to_be(item)):
        return None
    if item.config.getoption("setupplan", False):
        return None
    from awaited.testing.protocol import perform

    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in perform(item, nextitem):
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> Generator[None, object, object]:
    __tracebackhide__ = True
    function = fixturedef.func
    if not (inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)) or not is_staged(request.node):
        return (yield)
    from awaited.testing.runner import synchronous

    with synchronous(fixturedef, request):
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: Any) -> object:
    if not inspect.iscoroutinefunction(pyfuncitem.obj) or not is_staged(pyfuncitem) or "anyio_backend" in pyfuncitem.funcargs:
        return None
    from awaited.testing.runner import run

    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    run(pyfuncitem, pyfuncitem.obj(**arguments))
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    stage = getattr(item, "funcargs", {}).get("stage") if is_staged(item) else None
    if stage is None:
        return (yield)
    __tracebackhide__ = True
    with stage.playing():
        return (yield)
