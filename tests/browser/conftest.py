"""What the browser tests share: the site with Run, a host for it, a browser, and the words for what a reader does."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from awaited.site.library import Library
from tests.browser.hosting import Host, hosting
from tests.chromium import FLAGS, find_browser
from tests.conftest import build_once

ROOT = Path(__file__).parent.parent.parent
EXEMPT = Library(ROOT / "snippets").data().exempt.get("browser", {})
"""The snippets that do not run in a page, with the reasons."""
SECONDS = 1000
"""Playwright counts in milliseconds."""

# Python starts within seconds; these limits are for what hangs, on a machine that is many times as slow too.
expect.set_options(timeout=90 * SECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.enable_socket)
            item.add_marker(pytest.mark.timeout(600))


def pytest_sessionstart(session: pytest.Session) -> None:
    try:
        find_browser()
    except pytest.fail.Exception as missing:
        pytest.exit(str(missing), returncode=1)


def build_site(target: Path, root: Path = ROOT) -> Path:
    """Build the site of the tree ``root`` with MkDocs."""
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(target)]
    run = subprocess.run(command, cwd=root, env=os.environ | quiet, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return target


@pytest.fixture(scope="session")
def library() -> Library:
    """The snippets of this site."""
    return Library(ROOT / "snippets")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, with Run: built once, and a copy for each process, whose host has an address of its own."""

    def build(target: Path) -> None:
        done = subprocess.run([sys.executable, "browser/build.py"], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        build_site(target)

    built = build_once(tmp_path_factory, "with-run", build)
    return Path(shutil.copytree(built, tmp_path_factory.mktemp("built") / "site"))


@pytest.fixture(scope="session")
def site_host(site: Path) -> Iterator[Host]:
    with hosting(site) as host:
        # The theme navigates without loading pages anew only where the site map says that they are.
        site_map = site / "sitemap.xml"
        text = site_map.read_text(encoding="utf-8")
        home = re.search(r"<loc>(\S+?)</loc>", text)[1]
        site_map.write_text(text.replace(home, host.address), encoding="utf-8")
        yield host


@pytest.fixture
def host(site_host: Host) -> Iterator[Host]:
    """The host of the site, as it should be."""
    site_host.headers, site_host.broken, site_host.way, site_host.asked = {}, "", "error", []
    yield site_host
    site_host.headers, site_host.broken = {}, ""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


class Reader:
    """Somebody at a page, and a list of what went wrong there.

    Args:
        context: A browser with a memory of its own.
        host: Where the site is.
    """

    def __init__(self, context: BrowserContext, host: Host) -> None:
        self.context = context
        self.host = host
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.page.set_default_timeout(180 * SECONDS)
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        context.on("request", self._check)
        self.workers: list[str] = []
        self.page.on("worker", lambda worker: self.workers.append(worker.url))

    def _check(self, request: object) -> None:
        url = request.url
        if not url.startswith((self.host.address, "data:", "blob:")):
            self.wrong.append(f"asks {url}")

    def open(self, path: str) -> "Reader":
        self.page.goto(self.host.address + path)
        return self

    def example(self, name: str, region: str = "") -> "Example":
        selector = f'div.awaited[data-snippet="{name}"]' + (f'[data-region="{region}"]' if region else "")
        return Example(self.page.locator(selector).first)


class Example:
    """One example of a page."""

    def __init__(self, block: Locator) -> None:
        self.block = block
        self.status = block.locator(".awaited-status")
        self.output = block.locator(".awaited-run .awaited-output pre")

    def button(self, name: str) -> Locator:
        return self.block.locator(f".awaited-do-{name}")

    def run(self) -> "Example":
        self.button("run").click()
        return self.ends()

    def ends(self) -> "Example":
        self.block.locator(".awaited-status:text-matches('^(Done|Ended|Stopped|Python|The )')").wait_for()
        self.block.locator(".awaited-do-run:enabled").wait_for()
        return self

    def write(self, code: str) -> "Example":
        """Replace the text in the editor, as if pasted."""
        if self.button("edit").is_visible():
            self.button("edit").click()
        content = self.block.locator(".cm-content")
        content.focus()
        keyboard = self.block.page.keyboard
        keyboard.press("Control+A")
        keyboard.insert_text(code)
        return self

    def fast(self, on: bool = True) -> "Example":
        self.block.locator(".awaited-quick input").set_checked(on)
        return self


@pytest.fixture
def reader(browser: Browser, host: Host) -> Iterator[Reader]:
    """A reader at a wide page; at the end, nothing may have gone wrong."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    reader = Reader(context, host)
    yield reader
    context.close()
    assert not reader.wrong, "\n".join(reader.wrong)
