"""What all tests share."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from awaited.site.library import Library

ROOT = Path(__file__).parent.parent

# Where the site is published, and where its source is, as the publishing workflow says it (mkdocs.yml).
os.environ |= {"SITE_URL": "https://awaited.example/", "REPO_URL": "https://code.example/awaited"}


@pytest.fixture(scope="session")
def library() -> Library:
    """The snippets of this site."""
    return Library(ROOT / "snippets")


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built by MkDocs as `make build` does."""
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)]
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    run = subprocess.run(command, cwd=ROOT, env=os.environ | quiet, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return target


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
