"""Wrong input gets an error that names the file and says what to do."""

import json
import os
import re
import sys
import threading
from pathlib import Path

import pytest

from awaited.recording.recording import NotARecording, Recording, difference, digest
from awaited.site.library import Data, Library, LibraryError


@pytest.fixture
def empty(tmp_path: Path) -> Library:
    (tmp_path / "snippets" / "chapter").mkdir(parents=True)
    return Library(tmp_path / "snippets")


def write(library: Library, name: str, text: str | bytes) -> Path:
    path = library.root / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "snippets/chapter/a.py is empty: write the example, or remove the file"),
        (" \n\n", "snippets/chapter/a.py is empty"),
        (b"x = 1\ny = '\xe9'\n", "snippets/chapter/a.py, line 2: not UTF-8 text; save the file as UTF-8"),
    ],
)
def test_unusable_code(empty: Library, content: str | bytes, message: str) -> None:
    write(empty, "chapter/a.py", content)
    with pytest.raises(LibraryError, match=message):
        empty.code("chapter/a")


def test_code_that_cannot_be_read(empty: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    write(empty, "chapter/a.py", "x = 1\n")

    def refused(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(LibraryError, match=r"^snippets/chapter/a\.py cannot be read: Permission denied$"):
        empty.code("chapter/a")


def test_a_part_of_what_is_no_python(empty: Library) -> None:
    write(empty, "chapter/a.py", "x = 1\ndef f(:\n    pass\n")
    with pytest.raises(LibraryError, match=r"^snippets/chapter/a\.py, line 2: invalid syntax$"):
        empty.region("chapter/a", "f")


@pytest.mark.parametrize("name", ["../secret", "chapter/../../secret", "a", "a/b/c", "/etc/passwd"])
def test_nothing_outside_the_folder_can_be_named(empty: Library, name: str) -> None:
    (empty.root.parent / "secret.py").write_text("secret = 1\n")
    said = f"{name!r} is not a snippet's name: say chapter/name, for snippets/chapter/name.py"
    with pytest.raises(LibraryError, match=f"^{re.escape(said)}$"):
        empty.code(name)


def test_a_missing_snippet_says_which_file_to_create(empty: Library) -> None:
    with pytest.raises(LibraryError, match=r"no snippet 'chapter/gone': create snippets/chapter/gone\.py"):
        empty.code("chapter/gone")


def test_regions_are_functions_and_classes(empty: Library) -> None:
    code = "import x\n\n\n@x\nclass A:\n    def f(self):\n        pass\n\n\nasync def main():\n    pass\n"
    write(empty, "chapter/a.py", code)
    assert empty.region("chapter/a", "A") == (4, "@x\nclass A:\n    def f(self):\n        pass\n")
    assert empty.region("chapter/a", "A.f") == (6, "    def f(self):\n        pass\n")
    with pytest.raises(LibraryError, match=r"has no function or class 'mian'; it has: A, A\.f, main"):
        empty.region("chapter/a", "mian")
    write(empty, "chapter/b.py", "x = 1\n")
    with pytest.raises(LibraryError, match=r"^snippets/chapter/b\.py has no function or class 'f'; it has: none$"):
        empty.region("chapter/b", "f")


def test_snippets_are_the_programs_of_chapters_and_answers_to_exercises_are_none(empty: Library) -> None:
    (empty.root / "chapter" / "answers" / "two").mkdir(parents=True)
    for name in ("b.py", "a.py", "_helper.py", "chapter.toml", "answers/two/wrong_b.py", "answers/two/right_a.py"):
        write(empty, f"chapter/{name}", "x = 1\n")
    write(empty, "outside.py", "x = 1\n")
    assert empty.names() == ["chapter/a", "chapter/b"]
    assert empty.answers("chapter/one") == {}
    answers = empty.root / "chapter" / "answers" / "two"
    assert list(empty.answers("chapter/two").items()) == [(n, answers / f"{n}.py") for n in ("right_a", "wrong_b")]


def test_recordings_of_all_snippets_survive_their_file(library: Library) -> None:
    for name in library.names():
        text = library.recording_path(name).read_text(encoding="utf-8")
        assert Recording.from_text(text).to_text() == text, name


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": "another"}', "not json", '{"format": "awaited recording 1"}'])
def test_a_file_that_is_no_recording(empty: Library, text: str) -> None:
    write(empty, "chapter/a.py", "x = 1\n")
    write(empty, "chapter/a.json", text)
    with pytest.raises(NotARecording, match=r"snippets/chapter/a\.json is no recording .* with `awaited record`"):
        empty.recording("chapter/a")


@pytest.mark.parametrize(
    "events",
    [
        {},
        ["run"],
        [[0]],
        [[0, "1", "flies", 3]],
        [[0, 1, "run", 3]],
        [[-1, "1", "run", 3]],
        [[0, "1", "wait"]],
        [[0, "1", "end"]],
    ],
)
def test_a_recording_with_an_event_that_is_none(events: object) -> None:
    text = json.dumps(
        {"format": "awaited recording 2", "snippet": "chapter/a", "code": digest(""), "seconds": 1, "events": events}
    )
    with pytest.raises(NotARecording, match="record the example anew, with `awaited record`"):
        Recording.from_text(text)


def test_a_missing_or_mixed_up_recording(empty: Library) -> None:
    write(empty, "chapter/a.py", "x = 1\n")
    with pytest.raises(LibraryError, match=r"^the snippet 'chapter/a' has no recording: record it with `awaited record`$"):
        empty.recording("chapter/a")
    with pytest.raises(
        LibraryError, match=r"^the snippet 'chapter/a' has no recording of old: record it in the environment old$"
    ):
        empty.recording("chapter/a", "old")
    assert empty.recording_path("chapter/a", "old") == empty.root.resolve() / "chapter" / "old" / "a.json"
    write(empty, "chapter/a.json", Recording("chapter/b", digest("")).to_text())
    mixed_up = r"^snippets/chapter/a\.json is the recording of 'chapter/b': record it with `awaited record`$"
    with pytest.raises(LibraryError, match=mixed_up):
        empty.recording("chapter/a")


def test_a_recording_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    Recording("chapter/a", digest("old")).save(path)
    before = path.read_text()

    def interrupted(self: Path, *args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Recording("chapter/a", digest("new")).save(path)
    assert path.read_text() == before


def test_a_difference_is_told_in_words(library: Library) -> None:
    recorded = library.recording("lesson/gather")
    text = recorded.to_text()
    assert difference(recorded, Recording.from_text(text)) == ""
    assert '[1, "3", "end"]' in text
    run = Recording.from_text(
        text.replace('[1, "3", "end"]', '[1, "3", "end", null, "cancelled"]').replace("Elephants", "Mammoths")
    )
    told = difference(recorded, run)
    assert "-    1.000 s  call 2 ends: answered" in told
    assert "+    1.000 s  call 2 ends: cancelled" in told
    assert "Mammoths" in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[answers]\nx = ?\n", r"chapter/chapter\.toml: .*line 2"),
        (
            "[anwsers]\nx = 'y'",
            r"chapter/chapter\.toml: there is no table \[anwsers\]; there are models, answers, mistakes, warns, exercises, exempt$",
        ),
        (
            "[answers]\n'Ho' = { txt = 'Ho!' }",
            r"chapter/chapter\.toml: the answer to 'Ho' has no 'txt' \(did you mean 'text'\?\): it may",
        ),
        ("[models]\n'llama3' = { slot = 1 }", r"chapter/chapter\.toml: the model 'llama3' has no 'slot'"),
        ("answers = 3", r"chapter/chapter\.toml: answers is a table: write \[answers\]"),
        (
            "[exempt.browser]\nx = { why = 'It fails.' }",
            r"chapter/chapter\.toml: \[exempt\.browser\] says of x .*; write a sentence",
        ),
        ("[exempt]\nwire = 'It fails.'", r"chapter/chapter\.toml: exempt\.wire is a table: write \[exempt\.wire\]$"),
        ("[exempt.wire]\nx = 'because'", r"\[exempt\.wire\] says of x 'because'; write a sentence"),
        (
            "[exempt.brwser]\nx = 'It fails.'",
            r"chapter/chapter\.toml: there is no \[exempt\.brwser\]; there are \[exempt\.stage\], \[exempt\.wire\], \[exempt\.browser\], \[exempt\.live\]$",
        ),
        (
            "[mistakes]\nx = { wy = 'It is wrong.' }",
            r"chapter/chapter\.toml: 'chapter/x' in \[mistakes\] has no 'wy' \(did you mean 'why'\?\): it may have why, warns, leaves, raises",
        ),
        ("[mistakes]\nx = { raises = 'ValueError' }", r"'chapter/x' in \[mistakes\] lacks 'why', which is a text"),
        ("[mistakes]\nx = 'It is wrong.'", r"'chapter/x' in \[mistakes\] is a table, not str"),
        ("[mistakes]\nx = { why = 'So.', rises = 'ValueError' }", r"has no 'rises' \(did you mean 'raises'\?\)"),
        (
            "[warns]\nx = { why = 'So.', warns = 'UserWarning' }",
            "'warns' of 'chapter/x' in .* is a list of texts, not 'UserWarning'",
        ),
        ("[warns]\nx = { why = 'So.', leaves = 1 }", "'leaves' of 'chapter/x' in .* is true or false, not 1"),
        ("[warns]\nx = { why = 'So.', raises = 'ValueError' }", r"'chapter/x' in \[warns\] has no 'raises'"),
        (
            "[exercises.x]\ntitel = 'Why?'",
            r"'chapter/x' in \[exercises\] has no 'titel' \(did you mean 'title'\?\): it may have title, task",
        ),
        ("[exercises.x]\ntitle = 'Why?'", r"'chapter/x' in \[exercises\] lacks 'task', which is a text"),
        (
            "[exercises.x]\ntitle = 't'\ntask = 't'\nhints = []\nstarter = 'c/s'\nsolution = 'c/t'\ncheck = { peek = 2 }",
            r"chapter/chapter\.toml: 'check' of 'chapter/x' in \[exercises\]: there is no question 'peek': there are prints, .*, once$",
        ),
        ("[answers]\n'Hi' = 'again'", r"chapter/chapter\.toml: \[answers\] has 'Hi', which another file has too"),
    ],
)
def test_damaged_data(empty: Library, text: str, message: str) -> None:
    write(empty, "common.toml", "[answers]\n'Hi' = 'Hello'\n")
    write(empty, "chapter/chapter.toml", text)
    with pytest.raises(LibraryError, match=message):
        empty.data()


COMMON = """
[models]
"llama3" = { first_token = 0.5, per_token = 0.25 }

[answers]
"Hi" = "Hello."

[mistakes]
"chapter/c" = { why = "So." }
"""
CHAPTER = """
[answers]
"Ho" = { text = "Ho ho.", fails = 1 }

[mistakes]
a = { why = "It is wrong.", raises = "ValueError" }
"chapter/b" = { why = "It is, too.", leaves = true }

[warns]
a = { why = "It is old.", warns = ["DeprecationWarning"] }

[exercises.two]
title = "Two"
task = "Do two."
hints = ["One.", "Two."]
starter = "chapter/a"
solution = "chapter/b"
check = { calls = 2 }

[exempt.stage]
a = "It is a test."

[exempt.browser]
b = "It needs a socket."
"""


def test_what_the_tables_say_is_read_as_one_once(empty: Library) -> None:
    write(empty, "common.toml", COMMON)
    write(empty, "chapter/chapter.toml", CHAPTER)
    (empty.root / "other").mkdir()
    write(empty, "other/chapter.toml", "[exempt.stage]\na = 'It is, too.'\n'chapter/b' = 'So is this.'\n")
    expected = Data(
        models={"llama3": {"first_token": 0.5, "per_token": 0.25}},
        answers={"Hi": "Hello.", "Ho": {"text": "Ho ho.", "fails": 1}},
        mistakes={
            "chapter/c": {"why": "So."},
            "chapter/a": {"why": "It is wrong.", "raises": "ValueError"},
            "chapter/b": {"why": "It is, too.", "leaves": True},
        },
        warns={"chapter/a": {"why": "It is old.", "warns": ["DeprecationWarning"]}},
        exercises={
            "chapter/two": {
                "title": "Two",
                "task": "Do two.",
                "hints": ["One.", "Two."],
                "starter": "chapter/a",
                "solution": "chapter/b",
                "check": {"calls": 2},
            }
        },
        exempt={
            "stage": {"chapter/a": "It is a test.", "other/a": "It is, too.", "chapter/b": "So is this."},
            "browser": {"chapter/b": "It needs a socket."},
        },
    )
    assert empty.data() == expected
    assert [empty.started_elsewhere(f"chapter/{name}") for name in "abc"] == [True, True, False]
    assert Library(empty.root / "chapter").started_elsewhere("chapter/a") is False, "there is no table"
    server = empty.server()
    assert server is not empty.server()
    assert (server.find("Ho")[0].text, server.spec("llama3")[1].first_token) == ("Ho ho.", 0.5)
    write(empty, "common.toml", "")
    assert empty.data() == expected, "a library reads them once"
    assert Library(empty.root).data().models == {}


def test_what_an_embedding_is_made_of_has_its_times(empty: Library) -> None:
    times = {
        "chapter/a.py": 1,
        "chapter/b.py": 2,
        "chapter/a.json": 3,
        "chapter/old/a.json": 4,
        "common.toml": 5,
        "chapter/chapter.toml": 6,
    }
    (empty.root / "chapter" / "old").mkdir()
    for name, at in times.items():
        os.utime(write(empty, name, "" if name.endswith("toml") else "x = 1\n"), ns=(at, at))
    assert empty.stamp("chapter/a") == (1, 2, 3, 5, 6)
    assert empty.stamp("chapter/a", "old") == (1, 2, 4, 5, 6)
    os.utime(empty.root / "chapter" / "b.py", ns=(9, 9))
    assert empty.stamp("chapter/a") == (1, 2, 3, 5, 6), "a library looks once"
    assert Library(empty.root).stamp("chapter/a") == (1, 9, 3, 5, 6)
    with pytest.raises(LibraryError, match=r"^the snippet 'chapter/b' has no recording: "):
        empty.stamp("chapter/b")


def test_json_of_a_recording_has_one_event_a_line(library: Library) -> None:
    recording = library.recording("lesson/gather")
    lines = recording.to_text().splitlines()
    events = [json.loads(line.strip().rstrip(",")) for line in lines if line.startswith("  [")]
    assert events == [[int(x) if isinstance(x, float) and x.is_integer() else x for x in row] for row in recording.events]
    running = sys._current_frames()
    assert [thread for thread in threading.enumerate() if thread.ident not in running] == [], (
        "what other tests ran on a stage has ended"
    )


def test_a_program_that_was_edited_and_does_the_same_differs_by_its_code() -> None:
    recorded, run = Recording("a/b", digest("x")), Recording("a/b", digest("y"))
    assert difference(recorded, run) == "The runs are the same, the code is not: it was edited since it was recorded."
