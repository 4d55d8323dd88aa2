"""The code is formatted and linted, all at once: a process a file would cost more than the checks."""

import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.parametrize("command", [["format", "--check", "--diff", "."], ["check", "."]], ids=lambda c: c[0])
def test_ruff(command: list[str]) -> None:
    run = subprocess.run([sys.executable, "-m", "ruff", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"run `make format`\n{run.stdout}{run.stderr}"
