"""A smoke run in the other two engines: the lesson loads, Run works, a run can be stepped through, and the keyboard gets everywhere.

That every example runs, and everything else that a page does, is tested in Chromium (tests/browser).
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import build_site
from tests.engines.driving import Driver, firefox, webkit
from tests.site.serving import serving
from tools.build.publish import publish

ROOT = Path(__file__).parent.parent.parent
ENGINES = {"firefox": firefox, "webkit": webkit}

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(900)]

TAB, ESCAPE = "\ue004", "\ue00c"
FOCUS = "return document.activeElement.className"

BLOCK = "document.querySelector(`.awaited[data-snippet='${arguments[0]}']`)"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The published site, with Run."""
    done = subprocess.run([sys.executable, "browser/build.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site = build_site(tmp_path_factory.mktemp("built") / "site")
    publish(site)
    with serving(site) as address:
        yield address


@pytest.fixture(scope="module", params=ENGINES)
def driver(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as driver:
        yield driver


def test_the_lesson_loads(driver: Driver, address: str) -> None:
    driver.open(f"{address}lesson/")
    driver.until("!document.querySelector('.awaited[data-snippet]:not([data-player])')")
    assert driver.run("return document.querySelector('h1').textContent").startswith("3.4 ")
    assert driver.run("return document.documentElement.scrollWidth <= innerWidth")
    colour = "return getComputedStyle(document.querySelector('.awaited-answering')).fill"
    assert driver.run(colour) == "rgb(0, 124, 120)", "it has the site's styles"


def test_run_works(driver: Driver, address: str) -> None:
    driver.open(f"{address}lesson/")
    driver.until(f"{BLOCK}.dataset.player", "lesson/gather")
    driver.run(
        f"const block = {BLOCK}; block.querySelector('.awaited-quick input').click(); block.querySelector('.awaited-do-run').click()",
        "lesson/gather",
    )
    driver.until(f"/^(Done|Ended|Python)/.test({BLOCK}.querySelector('.awaited-status').textContent)", "lesson/gather")
    assert driver.run(f"return {BLOCK}.querySelector('.awaited-status').textContent", "lesson/gather") == (
        "Done in 1 s of virtual time."
    )
    printed = driver.run(f"return {BLOCK}.querySelector('.awaited-run .awaited-output pre').textContent", "lesson/gather")
    assert printed.startswith("Elephants pack their own trunks.")


def test_a_run_can_be_stepped_through(driver: Driver, address: str) -> None:
    driver.open(f"{address}lesson/#step-lesson-blocked_loop-2")
    driver.until("document.querySelector('dialog.aw[open]')")
    told = "document.querySelector('.aw-told').textContent"
    before = driver.run(f"return {told}")
    driver.run("document.querySelector('.aw-fw').click()")
    driver.until(f"{told} !== arguments[0]", before)
    assert driver.run(f"return {told}").startswith("Task-2 has its first turn")
    driver.run("document.querySelector('.aw-fw').click()")
    driver.until(f"{told}.includes('Who runs next?')")


def test_tab_gets_past_the_search(driver: Driver, address: str) -> None:
    """The theme takes the focus from the box, and WebKit began again at the top of the page."""
    driver.open(f"{address}lesson/")
    driver.until("!document.querySelector('.awaited[data-snippet]:not([data-player])')")
    driver.run("document.querySelector('.md-search__input').focus()")
    driver.until("document.querySelector('[data-md-toggle=search]').checked")
    driver.press(TAB)
    assert not driver.run("return document.querySelector('[data-md-toggle=search]').checked"), "the search is closed"
    seen = [driver.run(FOCUS)]
    for _ in range(4):
        driver.press(TAB)
        seen.append(driver.run(FOCUS))
    assert [name for name in seen if "md-skip" in name or "md-search__input" in name] == []
    assert any("md-tabs__link" in name or "md-nav__link" in name for name in seen), seen


def test_tab_leaves_the_editor_after_escape(driver: Driver, address: str) -> None:
    driver.open(f"{address}lesson/")
    driver.until(f"{BLOCK}.dataset.player", "lesson/invoke")
    driver.run(f"{BLOCK}.querySelector('.awaited-do-edit').click()", "lesson/invoke")
    driver.until(f"{BLOCK}.querySelector('.cm-content')", "lesson/invoke")
    driver.run(f"{BLOCK}.querySelector('.cm-content').focus()", "lesson/invoke")
    driver.press(TAB)
    assert "cm-content" in driver.run(FOCUS), "it indents"
    driver.press(ESCAPE, TAB)
    assert "awaited-do-run" in driver.run(FOCUS)


def test_a_right_answer_is_not_called_wrong(driver: Driver, address: str) -> None:
    """Without stack switching there are no threads, and what needs them cannot be checked."""
    driver.open(f"{address}blocking-and-waiting/")
    name = "blocking_and_waiting/three_at_once_starter"
    driver.until(f"{BLOCK}.dataset.player", name)
    switching = driver.run("return 'Suspending' in WebAssembly")
    said = driver.run(
        f"return [...{BLOCK}.querySelectorAll('.awaited-cannot')].map((note) => note.textContent.slice(0, 17))", name
    )
    assert said == ([] if switching else ["It starts threads"]), "said before the click"
    solution = (ROOT / "snippets/blocking_and_waiting/three_at_once_solution.py").read_text(encoding="utf-8")
    driver.run(f"{BLOCK}.awaitedPlayer.put(arguments[1]); {BLOCK}.querySelector('.awaited-do-check').click()", name, solution)
    driver.until(f"{BLOCK}.querySelector('.awaited-verdict')", name)
    said = driver.run(f"return {BLOCK}.querySelector('.awaited-verdict').textContent", name)
    if switching:
        assert said == "Solved."
    else:
        assert said.startswith("It cannot be checked in this browser: the program starts a thread")
