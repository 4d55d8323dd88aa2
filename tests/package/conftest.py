"""The package as others get it: a wheel in environments of their own, and this project's own environment as its users type in it."""

import importlib.metadata
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.enable_socket)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
            item.add_marker(pytest.mark.timeout(600))


@dataclass
class Environment:
    """A folder with a Python and packages."""

    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        """What a shell has after ``source bin/activate``, and little else: no path to this repository."""
        inherited = {k: v for k, v in os.environ.items() if k in ("HOME", "LANG", "LC_ALL")}
        path = os.pathsep.join([str(self.folder / "bin"), "/usr/bin", "/bin"])
        return inherited | {"VIRTUAL_ENV": str(self.folder), "PATH": path}

    def popen(self, *command: str, folder: Path) -> subprocess.Popen[str]:
        """Start a command, as typed."""
        return subprocess.Popen(
            [self._found(command[0]), *command[1:]],
            cwd=folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # What is started in the background of a shell script ignores interrupts, and so does what it starts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )

    def run(self, *command: str, folder: Path) -> tuple[int, str]:
        """Run a command, as typed: its exit status, and all that it wrote."""
        with self.popen(*command, folder=folder) as process:
            written, _ = process.communicate(timeout=550)
        return process.returncode, written

    def _found(self, name: str) -> str:
        path = self.folder / "bin" / name
        assert path.exists(), f"there is no command {name} in this environment"
        return str(path)


@pytest.fixture(scope="session")
def own() -> Environment:
    """The environment that the tests run in."""
    return Environment(Path(sys.prefix))


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of this tree."""
    target = tmp_path_factory.mktemp("wheel")
    build(ROOT, "wheel", target)
    (made,) = target.iterdir()
    return made


def build(root: Path, kind: str, target: Path) -> None:
    """Build a distribution (``wheel`` or ``sdist``) of a tree."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def names(wheel: Path) -> set[str]:
    """The files of a wheel, without those that say what it is."""
    with zipfile.ZipFile(wheel) as file:
        return {name for name in file.namelist() if ".dist-info/" not in name}


def closure(wanted: Iterable[str]) -> set[str]:
    """The names of packages, and of all that they need, as they are installed here."""
    found: set[str] = set()
    left = [Requirement(text) for text in wanted]
    while left:
        requirement = left.pop()
        name = canonicalize_name(requirement.name)
        key = f"{name}[{','.join(sorted(requirement.extras))}]"
        if key in found:
            continue
        found |= {name, key}
        for text in importlib.metadata.requires(name) or []:
            needed = Requirement(text)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in ["", *requirement.extras]):
                left.append(needed)
    return {name for name in found if "[" not in name}


def pinned(packages: set[str]) -> str:
    """The lines of ``requirements.txt`` of some packages, hashes included."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^([\w.-]+)(?:\[\S+\])?(==.*\n(?:    .*\n)*)", text, re.MULTILINE)
    return "".join(f"{name}{rest}" for name, rest in entries if canonicalize_name(name) in packages)


def make(folder: Path, wheel: Path, extras: str, others: tuple[str, ...] = ()) -> Environment:
    """An environment with the wheel, its extras, and other packages; each as pinned, each file checked by its hash."""
    wanted = folder.with_suffix(".txt")
    wanted.write_text(pinned(closure([f"awaited{extras}", *others]) - {"awaited"}), encoding="utf-8")
    python = str(folder / "bin" / "python")
    uv = [sys.executable, "-m", "uv"]
    for command in (
        [sys.executable, "-m", "venv", "--without-pip", str(folder)],
        [*uv, "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--python", python, "-r", str(wanted)],
        [*uv, "pip", "install", "--quiet", "--no-index", "--no-deps", "--python", python, str(wheel)],
    ):
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
    return Environment(folder)


@pytest.fixture(scope="session")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and what it cannot do without."""
    return make(tmp_path_factory.mktemp("bare") / "environment", wheel, "")


@pytest.fixture(scope="session")
def full(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel, all its extras, and what somebody writes documentation with."""
    others = ("mkdocs", "mkdocs-material", "zensical", "langchain-ollama")
    return make(tmp_path_factory.mktemp("full") / "environment", wheel, "[site]", others)
