"""What the checks of the built site share: the site, a host for it, a browser and the report."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from awaited.site.library import Library
from tests.chromium import FLAGS, find_browser
from tests.conftest import build_once
from tests.site.report import Report
from tests.site.serving import serving
from tools import builders
from tools.build import publish
from tools.built import Page as Built
from tools.built import read_pages

ROOT = Path(__file__).parent.parent.parent
REPORT = ROOT / "build" / "report" / "index.html"
CHECKS = ROOT / "tools" / "check" / "node"

PARTS = REPORT.parent / "parts"
"""What each process measured: tests run on several cores, and those that measure time after the others."""

REPRESENTATIVE = ["index.html", "lesson/index.html", "batch/index.html", "glossary/index.html"]
"""The home page, the lesson, the page with the most to draw, and the longest text: for what takes too long on every page (`--every-page`)."""

_report = pytest.StashKey[Report]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--site", type=Path, help="check this built and published site; by default it is built anew")
    parser.addoption("--every-page", action="store_true", help="run Lighthouse, and axe in every look, on every page")
    parser.addoption("--update-screenshots", action="store_true", help="take the screenshots anew")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_report] = Report()
    config.addinivalue_line("markers", "alone: measures time, so that nothing else may run beside it")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.enable_socket)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    result = yield
    if result.when == "call" or result.outcome != "passed":
        why = result.longreprtext if result.outcome == "failed" else ""
        item.config.stash[_report].outcomes.append((item.name, result.outcome, why))
    return result


def pytest_sessionfinish(session: pytest.Session) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if session.config.stash[_report].outcomes and (worker or not session.config.getoption("numprocesses", None)):
        session.config.stash[_report].save(PARTS / f"{worker or 'main'}.json")
    if not worker and PARTS.is_dir():  # the workers have ended by now
        Report.of(sorted(PARTS.glob("*.json"))).write(REPORT)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"the report is {REPORT.relative_to(ROOT)}")


@pytest.fixture(scope="session")
def report(request: pytest.FixtureRequest) -> Report:
    """Where a check writes down what it measured."""
    return request.config.stash[_report]


@pytest.fixture(scope="session")
def library() -> Library:
    """The snippets of this site."""
    return Library(ROOT / "snippets")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as MkDocs builds it, before anything is added."""
    return build_once(tmp_path_factory, "built", builders.mkdocs)


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built and published."""
    if given := request.config.getoption("--site"):
        return given.resolve()
    built = request.getfixturevalue("built")
    return build_once(tmp_path_factory, "published", lambda target: publish.publish(shutil.copytree(built, target)))


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Built]:
    """Its pages, by their file."""
    return read_pages(site)


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A wide, light page in a browser with no memory."""
    context = browser.new_context(
        viewport=WIDE, color_scheme="light", reduced_motion="reduce", device_scale_factor=1, locale="en-GB"
    )
    yield context.new_page()
    context.close()
