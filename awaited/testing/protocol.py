"""How a test runs, once or in many orders, and what pytest hears of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from awaited.picture.page import page
from awaited.stage.choices import Tape
from awaited.testing.orders import NotTheSame, Run, Search
from awaited.testing.runner import shared
from awaited.testing.settings import Settings, WrongMark, WrongSeed, settings
from awaited.testing.stage import DECIDED, PLAN, Plan
from awaited.testing.story import told

try:
    from _pytest.subtests import failed_subtests_key
except ImportError:  # before pytest 9
    failed_subtests_key = None  # type: ignore[assignment]

_TITLE = "the stage"


def perform(item: Any, nextitem: pytest.Item | None) -> list[pytest.TestReport]:
    """Run a test with the fixture ``stage``.

    Returns:
        The reports of the run that decides: the first that fails, made as plain as it can be, or the plain one.
    """
    try:
        wanted = settings(item)
    except (WrongMark, WrongSeed) as error:
        return [_failed(item, error), *_leave(item, nextitem)]
    _put_first(item)
    if (wanted.orders == 1 and wanted.only is None) or item.config.getoption("setuponly", False):
        run = _run(item, nextitem, Plan(wanted))
        _tell(item, run, "")
        return _decided(item, run)
    found = _in_orders(item, wanted)
    return [*found, *_leave(item, nextitem)]


def _put_first(item: Any) -> None:
    """The stage is up before all other fixtures of a test's own scope, and after all others: those live longer than it."""
    names, definitions = item.fixturenames, item._fixtureinfo.name2fixturedefs
    first = ["stage", *shared(item)]
    for name in first:
        if name in names:
            names.remove(name)
    own = (n for n, name in enumerate(names) if (found := definitions.get(name)) and found[-1].scope == "function")
    place = next(own, len(names))
    names[place:place] = first


def _run(item: Any, nextitem: Any, plan: Plan) -> Run:
    item.stash[PLAN] = plan
    try:
        with _subtests(item, plan) as parts:
            reports = runtestprotocol(item, log=False, nextitem=nextitem)
    finally:
        del item.stash[PLAN]
    return Run([*parts, *reports], plan)


class _KeptBack:
    """The hooks at a path, but for the one by which subtests report. (A class refers to itself: made anew in each order, all would stay.)"""

    def __init__(self, hooks: Any, keep: Callable[[pytest.TestReport], None]) -> None:
        self._hooks = hooks
        self._keep = keep

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._keep(report)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hooks, name)


@contextmanager
def _subtests(item: Any, plan: Plan) -> Iterator[list[pytest.TestReport]]:
    """Keep back what subtests report by themselves, until it is known which order decides, and how many of them fail."""
    parts: list[pytest.TestReport] = []
    session, hooks = item.session, item.session.gethookproxy
    failed = item.config.stash.get(failed_subtests_key, {}) if failed_subtests_key is not None else {}
    before = dict(failed)
    session.gethookproxy = lambda path: _KeptBack(hooks(path), parts.append)
    try:
        yield parts
    finally:
        session.gethookproxy = hooks
        plan.failed_subtests = {test: count for test, count in failed.items() if count != before.get(test)}
        failed.clear()
        failed.update(before)


def _decided(item: Any, run: Run) -> list[pytest.TestReport]:
    """The reports of the run whose outcome is the test's."""
    item.stash[DECIDED] = run.plan
    if failed_subtests_key is not None and run.plan.failed_subtests:
        item.config.stash[failed_subtests_key].update(run.plan.failed_subtests)
    return run.reports


def _in_orders(item: Any, wanted: Settings) -> list[pytest.TestReport]:
    recorded = list(item.user_properties)

    def run(tape: Tape, told: bool) -> Run:
        # What an order writes and records is its own, and no other's.
        item._report_sections.clear()
        item.user_properties[:] = recorded
        # What is older than the test stays for the next order, as it does for the next test.
        return _run(item, item.parent, Plan(wanted, tape, told))

    search = Search(run, wanted.orders, wanted.only, shrinks=not item.config.getoption("usepdb", False))
    try:
        found = search.run()
    except NotTheSame as error:
        return [_failed(item, error)]
    _tell(item, found, told(search, found, item.nodeid) if found.failed else "")
    return _decided(item, found)  # not the last one on the way to it


def _tell(item: Any, run: Run, story: str) -> None:
    if run.failed or run.plan.left:
        story = story or (told(None, run, item.nodeid) if run.failed else "")
        lines = [story] if story else []
        if run.plan.left:
            lines.append("Left behind at the end: " + "; ".join(run.plan.left))
        if text := "\n".join(lines).strip():
            report = next((r for r in run.reports if r.failed), run.reports[-1])
            report.sections.append((_TITLE, text))
    if (folder := item.config.getoption("stage_html")) and run.plan.recording is not None:
        _write(item, run, Path(folder))


def _write(item: Any, run: Run, folder: Path) -> None:
    assert run.plan.recording is not None
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(c if c.isalnum() or c in "-_." else "-" for c in item.nodeid.replace("::", "."))
    run.plan.recording.snippet = name
    (folder / f"{name}.html").write_text(page(run.plan.recording, item.path.read_text(encoding="utf-8")), encoding="utf-8")


def _failed(item: Any, error: Exception) -> pytest.TestReport:
    """The report of a test that cannot run as it is to."""

    def fail() -> None:
        raise error.with_traceback(None)

    call = pytest.CallInfo.from_call(fail, when="setup")
    report = pytest.TestReport.from_item_and_call(item, call)  # of no plugin's: they look for a test that ran
    report.longrepr = str(error)
    return report


def _leave(item: Any, nextitem: Any) -> Iterator[pytest.TestReport]:
    """Take down what the next test does not need."""
    leave: Callable[[], None] = lambda: item.session._setupstate.teardown_exact(nextitem)  # noqa: E731
    call = pytest.CallInfo.from_call(leave, when="teardown")
    if call.excinfo is not None:
        yield pytest.TestReport.from_item_and_call(item, call)
