"""Every snippet runs, and does what its recording says.

``make record`` (``--update-examples``) writes the recordings anew instead of comparing.
"""

import difflib
import sys
import tomllib
from contextlib import chdir
from pathlib import Path

import pytest
from pytest_examples import CodeExample, EvalExample
from told import told

from awaited.model.answers import UnknownPrompt
from awaited.recording.calls import Call
from awaited.recording.recording import Recording, difference, digest
from awaited.runner import Stage
from awaited.site.library import Library, LibraryError
from awaited.testing import example as tests
from awaited.testing import is_test

HAND_OVER = sys.modules["pytest_examples.eval_example"]
RECORDED_WITH = 3, 11
"""The Python that the recordings are of."""

DIFFERENT: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "differences.toml").read_text(encoding="utf-8"))

LIBRARY = Library(Path(__file__).parent.parent / "snippets")


def perform(library: Library, name: str, eval_example: EvalExample) -> Recording:
    """Run a snippet on the stage, by pytest-examples, which hands over to the one way to execute a program that ``awaited run`` has too."""
    path = library.path(name)
    if is_test(name):
        return tests.perform(path, library.code(name), name)
    example = CodeExample.create(library.code(name), path=path)
    try:
        # In a folder of its own, as elsewhere: a file that one snippet writes is neither another's nor this project's.
        with chdir(eval_example.tmp_path), Stage(library.server()) as stage, pytest.MonkeyPatch.context() as patch:
            patch.setattr(HAND_OVER, "run_code", lambda *, example, **_: (stage.execute(example.source, str(path)), {}))
            eval_example.run(example, rewrite_assertions=False)
    except pytest.fail.Exception as failure:
        if "Timeout" in str(failure):
            pytest.fail(f"{name} computes or loops without end: on the stage only waiting takes no time. ({failure})")
        raise
    return stage.recorded_as(name)


def misconduct(library: Library, recording: Recording) -> list[str]:
    """What the run did that a published example must not do, in words."""
    data = library.data()
    allowed = data.mistakes.get(recording.snippet) or data.warns.get(recording.snippet, {})
    found = [
        f"it asks what the fake model has no answer to ({call.label!r}): write one in snippets/common.toml, or in chapter.toml beside it"
        for call in recording.calls
        if call.outcome == UnknownPrompt.__name__
    ]
    if recording.raised != allowed.get("raises", ""):
        expected = allowed.get("raises")
        found.append(
            f"it ends with {recording.raised or 'no exception'}"
            + (
                f", and [mistakes] says {expected}"
                if expected
                else ": catch it, or, if the mistake is the point, say so in [mistakes] (raises)"
            )
        )
    if sorted(set(recording.warned)) != sorted(allowed.get("warns", [])):
        found.append(
            f"it warns: {', '.join(recording.warned) or 'nothing'}; its chapter's chapter.toml allows: {', '.join(allowed.get('warns', [])) or 'nothing'}"
            " (`warns`). A coroutine that was never awaited needs an await"
        )
    if bool(recording.left) != bool(allowed.get("leaves", False)):
        what = ", ".join(recording.left) or "nothing"
        found.append(
            f"it leaves behind: {what}. Await every task, join every thread, close every file; or say `leaves = true` in [mistakes]"
        )
    return found


def test_an_answer_that_nobody_wrote_is_no_part_of_an_example() -> None:
    """Also where the program catches the error, as one does that gathers exceptions."""
    asked = Call("model", "A dish?", "async", "Task-1", 0.0, end=0.0, outcome="UnknownPrompt")
    (found,) = misconduct(LIBRARY, Recording("lesson/gather", "", calls=[asked]))
    assert found.startswith("it asks what the fake model has no answer to ('A dish?'): write one in snippets/common.toml")


@pytest.mark.parametrize("name", LIBRARY.names())
def test_snippet(name: str, eval_example: EvalExample, request: pytest.FixtureRequest) -> None:
    if LIBRARY.started_elsewhere(name):
        recording = Recording(name, digest(LIBRARY.code(name)), 0.0)
    else:
        recording = perform(LIBRARY, name, eval_example)
    found = misconduct(LIBRARY, recording)
    if found:
        story = "\n".join(recording.story())
        pytest.fail(f"snippets/{name}.py: " + "; and ".join(found) + f".\nThe run:\n{story}\n{recording.output}", pytrace=False)
    if request.config.getoption("update_examples"):
        recording.save(LIBRARY.recording_path(name))
        return
    try:
        recorded = LIBRARY.recording(name)
    except LibraryError as error:
        pytest.fail(str(error), pytrace=False)
    if sys.version_info[:2] != RECORDED_WITH:
        on_another_python(name, recorded, recording)
        return
    if changed := difference(recorded, recording):
        pytest.fail(
            f"snippets/{name}.py does not do what its recording says. If the change is meant, run `make record`.\n{changed}",
            pytrace=False,
        )


def on_another_python(name: str, recorded: Recording, run: Recording) -> None:
    """What a reader sees is the same, but for what ``differences.toml`` says. The turns of tasks within a moment are asyncio's own affair."""
    expected, found = told(recorded), told(run)
    listed = DIFFERENT.get(name, {})
    if sys.version_info[:2] >= tuple(map(int, listed.get("since", "99.0").split("."))):
        assert expected != found, f"{name} is the same by now: take it out of tests/differences.toml"
        return
    if expected != found:
        changed = "\n".join(difflib.unified_diff(expected, found, "as recorded", "this run", lineterm="", n=0))
        pytest.fail(
            f"snippets/{name}.py is other on this Python. If rightly, say why in tests/differences.toml.\n{changed}",
            pytrace=False,
        )


def test_differences_of_other_pythons_have_reasons() -> None:
    assert sorted(DIFFERENT.keys() - set(LIBRARY.names())) == [], "these stand in tests/differences.toml, and are no snippets"
    assert all(set(given) == {"since", "why"} and given["why"].endswith(".") for given in DIFFERENT.values())


def test_data_names_snippets_that_exist() -> None:
    data, names = LIBRARY.data(), set(LIBRARY.names())
    named = {*data.mistakes, *data.warns, *(name for kinds in data.exempt.values() for name in kinds)}
    named |= {exercise[part] for exercise in data.exercises.values() for part in ("starter", "solution")}
    assert sorted(named - names) == [], "these stand in a TOML file, and are no snippets"


def test_no_recording_without_a_snippet() -> None:
    recordings = {f"{p.parent.name}/{p.stem}" for p in LIBRARY.root.glob("*/*.json")}
    assert sorted(recordings - set(LIBRARY.names())) == [], "remove these recordings: their snippets are gone"
