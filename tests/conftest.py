"""What all tests share."""

import fcntl
import gc
import importlib.metadata
import os
import signal
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from lxml import html
from lxml.html import HtmlElement

from awaited.site.library import Library
from tools import builders
from tools.built import html_files

ROOT = Path(__file__).parent.parent

# Where the site is published, and where its source is, as the publishing workflow says it (mkdocs.yml).
os.environ |= {"SITE_URL": "https://awaited.example/", "REPO_URL": "https://code.example/awaited"}

# A shell lets what it starts in the background ignore Ctrl+C, and so would all that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _few_certificates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each client reads the certificates that it trusts, all the world's, when it is made: the longest part of its life here, where none goes out."""
    file = tmp_path_factory.mktemp("certificates") / "one.pem"
    trustme.CA().cert_pem.write_to_path(str(file))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(file))
        yield


@pytest.fixture(autouse=True, scope="session")
def _metadata_is_read_once() -> Iterator[None]:
    """For each app Streamlit looks through what all installed packages say of themselves, and for each run within a test so does pytest."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("metadata", "entry_points"):
            read = getattr(importlib.metadata.Distribution, name).fget
            patch.setattr(importlib.metadata.Distribution, name, property(_once_for_each_path(read)))
        yield


def _once_for_each_path(
    read: Callable[[importlib.metadata.Distribution], object],
) -> Callable[[importlib.metadata.Distribution], object]:
    known: dict[object, object] = {}

    def remembered(self: importlib.metadata.Distribution) -> object:
        path = getattr(self, "_path", self)
        if path not in known:
            known[path] = read(self)
        return known[path]

    return remembered


@pytest.fixture(autouse=True, scope="module")
def _what_clients_leave_open_goes_with_the_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """LangChain's models never close their real clients: what a test leaves open must not be let go in the middle of another one."""
    yield
    if request.node.get_closest_marker("enable_socket") is not None:
        from awaited.langchain import forget_clients

        forget_clients()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


@pytest.fixture(scope="session")
def library() -> Library:
    """The snippets of this site."""
    return Library(ROOT / "snippets")


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built by MkDocs as `make build` does."""
    return build_once(tmp_path_factory, "site", builders.mkdocs)


Pages = dict[str, HtmlElement]
"""The HTML files of the site, parsed, by their path."""


@pytest.fixture(scope="session")
def site_pages(built_site: Path) -> Pages:
    """The built site, parsed. Nobody may change it."""
    return {
        path: html.parse(str(built_site / path), html.HTMLParser(encoding="utf-8")).getroot() for path in html_files(built_site)
    }


def build_once(folders: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """A folder that is made once, however many processes run tests.

    Args:
        folders: Where tests have their folders.
        name: The folder's.
        build: Makes it at a path.
    """
    target = shared(folders) / name
    with target.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            part = target.with_suffix(".part")
            build(part)
            part.rename(target)
    return target


def shared(folders: pytest.TempPathFactory) -> Path:
    """The folder of all processes that run tests."""
    own = folders.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Let the tests of the site come last, when it is built, and those of one module in one process: they read the same pages.

    The examples of a chapter run in one process, too: what they import (a web framework, a graph of agents) takes as long as all of them.
    """
    for item in items:
        if item.path.stem in ("test_snippets", "test_exercise_answers") and hasattr(item, "callspec"):
            chapter, within, _ = str(next(iter(item.callspec.params.values()))).partition("/")
            if within:
                item.add_marker(pytest.mark.xdist_group(chapter))
    of_the_site = [item for item in items if "built_site" in getattr(item, "fixturenames", ())]
    for item in of_the_site:
        item.add_marker(pytest.mark.xdist_group(item.path.stem))
    yield  # xdist reads the marks, and pytest-randomly chooses an order
    for item in items if hasattr(config, "workerinput") else ():
        # xdist 3.8 writes a group to an attribute that pytest 9.2 no longer reads: each test was a group of its own, and nobody was told.
        if (mark := item.get_closest_marker("xdist_group")) and not item.nodeid.endswith(group := f"@{mark.args[0]}"):
            item._id = type(item._id).parse(item.nodeid + group)
    items.sort(key=set(of_the_site).__contains__)


_BUILD = """
import sys
from pathlib import Path
from tools import builders

target = Path(sys.argv[1])
builders.mkdocs(target.with_suffix(".part"))
target.with_suffix(".part").rename(target)
"""

_building: list[subprocess.Popen[bytes]] = []


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """No collections while everything is imported, and none through what was imported ever after: a fifth of a second each, some hundred times."""
    gc.disable()
    yield
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have the site built while other tests run: the first of the processes starts it, and who needs the site waits for the lock."""
    if session.config.option.collectonly or not any("built_site" in getattr(item, "fixturenames", ()) for item in session.items):
        return
    target = shared(session.config._tmp_path_factory) / "site"
    with target.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not target.exists():
            # The lock is the child's, too, and is given up when that ends. If it fails, the first test that needs the site says how.
            command = [sys.executable, "-c", _BUILD, str(target)]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            _building.append(subprocess.Popen(command, cwd=ROOT, pass_fds=[lock.fileno()], **quiet))


def pytest_sessionfinish() -> None:
    for process in _building:
        process.wait()


SKIPS: dict[str, str] = tomllib.loads((Path(__file__).parent / "skips.toml").read_text(encoding="utf-8"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Let a test be skipped only where skips.toml says so."""
    report = yield
    expected = SKIPS.get(item.nodeid)
    if report.skipped and not expected:
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} was skipped ({report.longrepr[2]}): run it, or list it in tests/skips.toml with a reason"
        )
    elif report.when == "call" and report.passed and expected:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} is no longer skipped: take it out of tests/skips.toml"
    return report
