"""Every exercise can be failed and can be solved: its starter fails its check, its solution passes."""

import pytest
from pytest_examples import EvalExample
from test_snippets import LIBRARY, perform

from awaited.recording.checks import CHECKS, problems

EXERCISES = LIBRARY.data().exercises


@pytest.mark.parametrize("name", EXERCISES)
def test_exercise_is_complete(name: str) -> None:
    exercise = EXERCISES[name]
    assert sorted(exercise) == ["check", "hint", "solution", "starter", "task"]
    assert sorted(set(exercise["check"]) - set(CHECKS)) == [], f"{name}: there are no such checks"
    assert exercise["starter"].endswith("_starter"), f"{name}: name the starter so that it says what it is"
    assert exercise["solution"].endswith("_solution"), f"{name}: name the solution so that it says what it is"


@pytest.mark.parametrize("name", EXERCISES)
def test_starter_fails_its_check(name: str, eval_example: EvalExample) -> None:
    recording = perform(LIBRARY, EXERCISES[name]["starter"], eval_example)
    assert problems(EXERCISES[name]["check"], recording), f"{name} is solved before the reader begins"


@pytest.mark.parametrize("name", EXERCISES)
def test_solution_passes_its_check(name: str, eval_example: EvalExample) -> None:
    recording = perform(LIBRARY, EXERCISES[name]["solution"], eval_example)
    assert problems(EXERCISES[name]["check"], recording) == []
