"""Programs, and what a terminal prints: see ``tests/test_truth.py``."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MODEL: dict[str, Any] = {
    "Hi": "Hello there!",
    "Slow": {"text": "Late.", "first_token": 5},
    "Fail": {"text": "Never.", "fails": 9},
    "Fail again": {"text": "Now it works.", "fails": 1},
}
"""The answers that the programs ask for."""


@dataclass(frozen=True)
class Program:
    """A program whose name says which kind it is of: a number of the findings (``e``) or of the facts (``f``)."""

    path: Path
    terminal: str
    """What it prints in a terminal."""
    stage: str | None = None
    """What it prints on the stage, where that is something else."""
    why: str = ""
    """The reason."""

    @property
    def on_stage(self) -> list[str]:
        """The lines that it is to print on the stage."""
        return self.plain(self.terminal if self.stage is None else self.stage)

    def plain(self, text: str) -> list[str]:
        """Lines as they can be compared: without addresses, paths, and what Pythons mark in a line."""
        text = re.sub(r" at 0x[0-9a-fA-F]+", " at 0x…", text.replace(str(self.path), self.path.name))
        # Since Python 3.13.
        text = text.replace("<sys>:0: ", "sys:1: ")
        text = text.replace("timeout value must be a non-negative number", "timeout value must be positive")
        lines = (line.rstrip() for line in text.strip().splitlines())
        return [line for line in lines if not re.fullmatch(r"[\s|]*[~^]+|RuntimeWarning: Enable tracemalloc .*", line)]


def _programs() -> dict[str, Program]:
    folder = Path(__file__).parent
    told = tomllib.loads((folder / "terminal.toml").read_text(encoding="utf-8"))
    names = sorted(path.stem for path in folder.glob("[ef][0-9]*.py"))
    assert sorted(told) == names, f"terminal.toml and {folder} differ: {sorted(set(told) ^ set(names))}"
    return {name: Program(folder / f"{name}.py", **told[name]) for name in names}


PROGRAMS = _programs()
