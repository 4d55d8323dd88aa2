"""Not one text alone solves an exercise: its check accepts what is right, and refuses what only looks so.

What readers may write stands beside the snippets, in ``chapter/answers/exercise/``: see CONTRIBUTING.md.
"""

from pathlib import Path

import pytest

from awaited.recording.checks import problems
from awaited.runner import Stage
from awaited.site.library import Library
from tests.conftest import ROOT

LIBRARY = Library(ROOT / "snippets")
EXERCISES = LIBRARY.data().exercises
ANSWERS = {f"{name}/{answer}": path for name in EXERCISES for answer, path in LIBRARY.answers(name).items()}


@pytest.mark.parametrize("answer", ANSWERS)
def test_answer_is_judged_rightly(answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ANSWERS[answer].read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Stage(LIBRARY.server()) as stage:
        # As if it stood beside the starter: what that imports from its chapter, an answer imports too.
        stage.execute(code, str(LIBRARY.root / answer.partition("/")[0] / "answer.py"))
    recording = stage.recorded_as(answer)
    wrong = problems(EXERCISES[answer.rpartition("/")[0]]["check"], recording, code)
    if answer.rpartition("/")[2].startswith("right_"):
        assert wrong == [], recording.output
    else:
        assert wrong, f"{answer} is accepted:\n{recording.output}"
