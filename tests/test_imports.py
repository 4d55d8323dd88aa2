"""What a module says when it is imported, it says in every run (awaited/stage/imports.py)."""

import sys
from pathlib import Path

import pytest

from awaited.model.model import Model
from awaited.runner import Stage


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "retiring"
    folder.mkdir()
    (folder / "__init__.py").write_text("import warnings\nwarnings.warn('I retire.', DeprecationWarning, stacklevel=2)\n")
    (folder / "part.py").write_text("NUMBER = 4\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in ("retiring", "retiring.part"):
        sys.modules.pop(name, None)


def run(code: str) -> tuple[str, list[str], str]:
    with Stage(Model({})) as stage:
        stage.execute(code)
    recording = stage.recorded_as("an/example")
    return recording.output, recording.warned, recording.raised


def test_an_import_warns_in_every_run(package: None) -> None:
    runs = [run("from retiring.part import NUMBER\n") for _ in range(3)]
    said = "example.py:1: DeprecationWarning: I retire.\n  from retiring.part import NUMBER\n"
    assert runs == [(said, ["DeprecationWarning"], "")] * 3


def test_what_is_below_stays_reachable(package: None) -> None:
    first, second = (run("import retiring.part\nprint(retiring.part.NUMBER)\n") for _ in range(2))
    assert first == second
    assert first[0].endswith("\n4\n")


def test_a_warning_of_a_function_makes_nothing_be_forgotten(package: None) -> None:
    code = "import json, warnings\ndef f():\n    warnings.warn('Beware.', stacklevel=1)\nf()\n"
    before = sys.modules["json"]
    assert run(code)[1] == ["UserWarning"]
    assert sys.modules["json"] is before
    assert "__main__" in sys.modules
