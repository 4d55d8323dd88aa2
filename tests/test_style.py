"""The code is formatted, linted and spelt, all at once: a process a file would cost more than the checks."""

import re
import subprocess
import sys

import pytest
from conftest import ROOT


def test_the_help_of_the_makefile_fits_a_screen() -> None:
    run = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) < 80
    files = [ROOT / "Makefile", *(ROOT / "make").glob("*.mk")]
    phony = re.findall(r"^\.PHONY: (.+)$", "\n".join(path.read_text(encoding="utf-8") for path in files), re.MULTILINE)
    assert sorted({name for names in phony for name in names.split()} - set(run.stdout.split())) == []


def test_types() -> None:
    run = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("command", [["format", "--check", "--diff", "."], ["check", "."]], ids=lambda c: c[0])
def test_ruff(command: list[str]) -> None:
    run = subprocess.run([sys.executable, "-m", "ruff", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"run `make format`\n{run.stdout}{run.stderr}"


def test_spelling() -> None:
    """No common misspelling in what is written, published or run."""
    places = ("docs", "snippets", "awaited", "tools", "tests", "make", "overrides", "browser", "mkdocs.yml", "*.md")
    found = [str(path) for place in places for path in sorted(ROOT.glob(place))]
    run = subprocess.run([sys.executable, "-m", "codespell_lib", *found], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"mend these, or say why in pyproject.toml, under [tool.codespell]\n{run.stdout}{run.stderr}"
