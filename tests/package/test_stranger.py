"""Somebody else's project: it installs the wheel, and its tests pass, with the fixture and without, in any order, with the plugins that it has."""

import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.package.conftest import Environment, make

PLUGINS = ("pytest-asyncio", "pytest-randomly", "pytest-xdist", "pytest-socket", "pytest-timeout")


@pytest.fixture(scope="session")
def theirs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel, and what the project needs besides."""
    others = ("pytest", *PLUGINS, "langchain-ollama", "langchain-openai")
    return make(tmp_path_factory.mktemp("stranger") / "environment", wheel, "", others)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "tests" / "stranger", tmp_path / "project"))


WAYS = {
    "in the files' order": ["-p", "no:randomly"],
    "in another order": ["-p", "no:xdist"],
    "in two processes": ["-n", "2"],
    "with sockets disabled": ["--disable-socket", "--allow-unix-socket", "-p", "no:randomly"],
    "in ten orders": ["--stage-orders=10", "-p", "no:randomly"],
}


@pytest.mark.parametrize("way", WAYS)
def test_their_suite(way: str, theirs: Environment, project: Path) -> None:
    status, said = theirs.run("pytest", "-q", "-rA", *WAYS[way], folder=project)
    assert status == 0, said
    assert re.search(r"24 passed, 1 skipped, 1 xfailed", said), said
