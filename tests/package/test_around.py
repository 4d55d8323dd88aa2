"""Other people's libraries around a stage, in processes of their own: see ``tests/test_neighbours.py``."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize("first", ["libraries", "stage"])
def test_imported_before_the_first_stage_and_on_it(first: str) -> None:
    command = [sys.executable, "-m", "pytest", "tests/test_neighbours.py", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    run = subprocess.run(command, cwd=ROOT, env=os.environ | {"FIRST": first}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
