"""The whole table of integrations, in an environment with all their packages."""

import subprocess

import pytest

from tools.maintain.environments import ROOT, environment


@pytest.mark.timeout(900)
def test_all_integrations_are_as_published() -> None:
    command = [str(environment("integrations")), "-m", "tools.maintain.integrations"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
