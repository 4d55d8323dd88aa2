"""What all tests share."""

import fcntl
import gc
import os
import tomllib
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from awaited.site.library import Library
from tools import builders

ROOT = Path(__file__).parent.parent

# Where the site is published, and where its source is, as the publishing workflow says it (mkdocs.yml).
os.environ |= {"SITE_URL": "https://awaited.example/", "REPO_URL": "https://code.example/awaited"}


@pytest.fixture(autouse=True, scope="module")
def _what_clients_leave_open_goes_with_the_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """LangChain's models never close their real clients: what a test leaves open must not be let go in the middle of another one."""
    yield
    marks = getattr(request.module, "pytestmark", ())
    if any(mark.name == "enable_socket" for mark in marks):
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


def build_once(folders: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """A folder that is made once, however many processes run tests.

    Args:
        folders: Where tests have their folders.
        name: The folder's.
        build: Makes it at a path.
    """
    own = folders.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    target, part = shared / name, shared / f"{name}.part"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            build(part)
            part.rename(target)
    return target


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a module that looks at the site in one process: they read the same pages."""
    for item in items:
        if "built_site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


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
