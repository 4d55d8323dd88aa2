"""A smoke run in the other two engines: the lesson loads, Run works, and a run can be stepped through.

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

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(300)]

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
    driver.until(f"{told}.includes('Who has the next turn?')")
