"""Every snippet of the site does in the browser what its recording says: the same lines, the same calls, the same times."""

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from awaited.recording.calls import Call
from awaited.recording.recording import Recording
from awaited.site.library import Library
from tests.browser.conftest import EXEMPT, ROOT
from tests.browser.hosting import Host
from tests.told import told

SNIPPETS = Library(ROOT / "snippets")
DIFFERENT: dict[str, str] = tomllib.loads((Path(__file__).parent / "differences.toml").read_text(encoding="utf-8"))
REAL = [
    "lesson/gather",
    "lesson/one_by_one",
    "batch/batch",
    "batch/max_concurrency",
    "many_calls/task_group",
    "streaming/stream",
    "streaming/two_streams",
    "tools/blocking_tool",
]
"""Snippets that are run in real seconds, too: sync, async, threads, a stream, a blocked loop."""

Run = Callable[[str, bool], Recording]


IN_THE_PAGE = """
(given) => new Promise((resolve, reject) => {
  const { url, ...message } = given;
  window.worker ??= new Worker(url, { type: "module" });
  const fail = (why) => {
    window.worker?.terminate();
    window.worker = null;
    reject(new Error(why));
  };
  const patience = setTimeout(() => fail("It does not end."), 180000);
  window.worker.onmessage = ({ data }) => {
    if (data.done ?? data.fatal ?? data.failed) clearTimeout(patience);
    if (data.done) resolve(data.done.recording);
    if (data.fatal ?? data.failed) fail(data.fatal ?? data.failed);
  };
  window.worker.onerror = (event) => fail(event.message);
  window.worker.postMessage(message);
})
"""


@pytest.fixture(scope="module")
def run(browser: Browser, site_host: Host, site: Path) -> Iterator[Run]:
    """Runs a snippet in one worker for all: give its name, and whether time is virtual."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(site_host.address + "404.html")  # any page of the same host
    url = f"{site_host.address}run/{next((site / 'run').glob('worker-*.js')).name}"

    def run(name: str, fast: bool) -> Recording:
        given = {"url": url, "snippet": name, "code": SNIPPETS.code(name), "fast": fast}
        return Recording.from_text(page.evaluate(IN_THE_PAGE, given))

    yield run
    context.close()


@pytest.mark.parametrize("name", sorted(set(SNIPPETS.names()) - set(EXEMPT)))
def test_parity(name: str, run: Run) -> None:
    recorded, here = SNIPPETS.recording(name), run(name, True)
    expected, found = told(recorded), told(here)
    if name in DIFFERENT:
        assert expected != found, f"{name} is the same by now: take it out of differences.toml"
        return
    assert expected == found, "\n" + "\n".join(
        difflib.unified_diff(expected, found, "as recorded", "in the page", lineterm="", n=0)
    )


NUMBER = re.compile(r"\d+\.\d+|\d+(?= s\b)")


def about(recorded: float | None, here: float | None) -> bool:
    """Whether two times are the same but for what a busy machine adds."""
    if recorded is None or here is None:
        return recorded is here
    return recorded - 0.1 <= here <= recorded * 1.5 + 1.0


def like(recorded: Call, here: Call) -> bool:
    same = (recorded.kind, recorded.label, recorded.path, recorded.outcome) == (here.kind, here.label, here.path, here.outcome)
    return same and about(recorded.start, here.start) and about(recorded.first, here.first) and about(recorded.end, here.end)


def stretches(recording: Recording) -> list[tuple[float, float]]:
    """When the loop was held up. On a busy machine a moment lies between what is one stretch, and every loop waits for a core now and then."""
    found: list[tuple[float, float]] = []
    for start, end in recording.blocked:
        if found and start - found[-1][1] < 0.1:
            start, _ = found.pop()
        found.append((start, end))
    return [(start, end) for start, end in found if end - start >= 0.5]


@pytest.mark.parametrize("name", REAL)
def test_parity_in_real_time(name: str, run: Run) -> None:
    recorded, here = SNIPPETS.recording(name), run(name, False)
    assert NUMBER.sub("…", here.output) == NUMBER.sub("…", recorded.output)
    for mine, theirs in zip(NUMBER.findall(recorded.output), NUMBER.findall(here.output), strict=True):
        assert about(float(mine), float(theirs)), f"{mine} was recorded, {theirs} measured"
    assert len(here.calls) == len(recorded.calls)
    # Which of those that start together is noted first, real time decides.
    for mine, theirs in zip(*(sorted(r.calls, key=lambda call: call.label) for r in (recorded, here)), strict=True):
        assert like(mine, theirs), json.dumps([vars(mine), vars(theirs)], indent=1)
    assert here.peak == recorded.peak
    assert len(stretches(here)) == len(stretches(recorded))


def test_what_does_not_run_here_is_listed_with_a_reason() -> None:
    assert set(DIFFERENT) <= set(SNIPPETS.names())
    assert set(EXEMPT) <= set(SNIPPETS.names())
    assert all(reason.endswith(".") for reason in [*EXEMPT.values(), *DIFFERENT.values()])
