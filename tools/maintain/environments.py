"""Other environments than the site's: another Python, other versions, other packages. Each is made once, from a file in which every package
has its hash.

``python -m tools.maintain.environments NAME [--python 3.12]`` makes one and says where its Python is. ``site`` is the site's own
(``requirements.txt``), ``newest`` is what resolves when ``pyproject.toml`` sets no upper limit on LangChain; every other name is that of a
file in ``requirements/``.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.builders import ROOT


class NoEnvironmentError(RuntimeError):
    """An environment cannot be made here; the message says in a line what is missing."""


def requirements(name: str) -> Path:
    """The file that an environment is made from.

    Raises:
        NoEnvironmentError: There is none of this name.
    """
    if name == "newest":
        return resolve_newest()
    path = ROOT / "requirements.txt" if name == "site" else ROOT / "requirements" / f"{name}.txt"
    if not path.is_file():
        known = ", ".join(["site", "newest", *sorted(p.stem for p in (ROOT / "requirements").glob("*.txt"))])
        raise NoEnvironmentError(f"there is no environment {name!r}; there are: {known}")
    return path


def resolve_newest() -> Path:
    """Compile the requirements anew, with the newest releases of everything, and without the upper limits of LangChain's packages.

    Returns:
        The compiled file, in ``build/``.

    Raises:
        NoEnvironmentError: Nothing resolves.
    """
    folder = ROOT / "build" / "newest"
    folder.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(re.sub(r'("langchain[\w-]*>=[\d.]+),<[\d.]+"', r'\1"', text), encoding="utf-8")
    (folder / "README.md").touch()
    compile_all = (
        "uv pip compile --quiet --universal --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11"
    )
    groups = "pyproject.toml --all-extras --group dev -o requirements.txt"
    command = [sys.executable, "-m", *compile_all.split(), *groups.split()]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode:
        raise NoEnvironmentError(f"the newest releases do not resolve: {run.stderr.strip()}")
    return folder / "requirements.txt"


def interpreter(version: str) -> str:
    """A Python of a version (``3.12``) on this machine.

    Raises:
        NoEnvironmentError: None is found.
    """
    candidates = [sys.executable, shutil.which(f"python{version}")]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates += [str(p) for p in sorted(pyenv.glob(f"{version}*/bin/python"), reverse=True)]
    for candidate in filter(None, candidates):
        ask = [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        answer = subprocess.run(ask, capture_output=True, text=True, check=False)
        if answer.returncode == 0 and answer.stdout.strip() == version:
            return candidate
    raise NoEnvironmentError(f"no Python {version} on this machine: install it so that `python{version}` starts it")


def environment(name: str, version: str = "") -> Path:
    """The Python of an environment, which is made first if need be.

    Args:
        name: The environment.
        version: Of Python; empty: the one that runs this.

    Raises:
        NoEnvironmentError: There is no such environment or Python, or installing failed.
    """
    own = "{}.{}".format(*sys.version_info[:2])
    version = version or own
    if name == "site" and version == own:
        return Path(sys.executable)
    source = requirements(name)
    folder = ROOT / "build" / "environments" / f"{name}-{version}"
    python, stamp = folder / "bin" / "python", folder / "made-from"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return python
    print(f"making the environment {name} for Python {version} ...", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    steps = [
        [interpreter(version), "-m", "venv", "--without-pip", str(folder)],
        [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--no-deps",
            "--python",
            str(python),
            "-r",
            str(source),
        ],
    ]
    for step in steps:
        run = subprocess.run(step, capture_output=True, text=True, check=False)
        if run.returncode:
            last = (run.stderr.strip() or run.stdout.strip()).splitlines()[-1:]
            raise NoEnvironmentError(f"the environment {name} for Python {version} cannot be made: {' '.join(last)}")
    stamp.write_text(digest)
    return python


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m tools.maintain.environments``."""
    parser = argparse.ArgumentParser(prog="python -m tools.maintain.environments", description="Make an environment.")
    parser.add_argument("name")
    parser.add_argument("--python", default="", metavar="VERSION", help="3.12, for example (default: the one that runs this)")
    given = parser.parse_args(arguments)
    try:
        print(environment(given.name, given.python))
    except NoEnvironmentError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
