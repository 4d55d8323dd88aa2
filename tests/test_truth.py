"""The stage tells what a terminal tells: small programs for each kind in which it once did not.

The programs are in ``tests/truth``. ``terminal.toml`` there says what each prints in a terminal, and where the stage rightly does something else,
with the reason. ``make test-wire`` runs them as processes, in real time, and compares that.
"""

import signal
import threading

import pytest
from truth import MODEL, PROGRAMS, Program

from awaited.model.model import Model
from awaited.runner import Stage

# Together, so that a framework is imported once.
pytestmark = [pytest.mark.xdist_group("frameworks")]


@pytest.mark.parametrize("name", PROGRAMS)
def test_on_the_stage(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = PROGRAMS[name]
    monkeypatch.syspath_prepend(str(program.path.parent))
    import truth_made_before  # noqa: F401 - older than any stage

    before = set(threading.enumerate()), _handlers()
    # Twice: nothing of a program is left for the next one.
    for _ in range(2):
        with Stage(Model(MODEL)) as stage:
            stage.execute(program.path.read_text(encoding="utf-8"), str(program.path))
        assert program.plain(stage.recording.output) == program.on_stage
        assert (set(threading.enumerate()), _handlers()) == before


def _handlers() -> list[object]:
    return [signal.getsignal(number) for number in sorted(signal.valid_signals())]


def test_each_program_is_told() -> None:
    assert all(isinstance(program, Program) and program.terminal for program in PROGRAMS.values())
    reasons = {name: program.why for name, program in PROGRAMS.items() if program.stage is not None}
    assert all(why.endswith(".") for why in reasons.values()), reasons
    assert not [name for name, program in PROGRAMS.items() if program.stage == program.terminal], "say what is other, or nothing"
