"""Wrong input gets an error that names the file and says what to do."""

import json
import sys
import threading
from pathlib import Path

import pytest

from awaited.recording.recording import NotARecording, Recording, difference, digest
from awaited.site.library import Library, LibraryError


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
    with pytest.raises(LibraryError):
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
    with pytest.raises(LibraryError, match="has no recording: record it with `awaited record`"):
        empty.recording("chapter/a")
    write(empty, "chapter/a.json", Recording("chapter/b", digest("")).to_text())
    with pytest.raises(LibraryError, match="is the recording of 'chapter/b'"):
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
        ("[anwsers]\nx = 'y'", r"chapter/chapter\.toml: there is no table \[anwsers\]"),
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
        ("[exempt.wire]\nx = 'because'", r"\[exempt\.wire\] says of x 'because'; write a sentence"),
        (
            "[exempt.brwser]\nx = 'It fails.'",
            r"chapter/chapter\.toml: there is no \[exempt\.brwser\]; there are \[exempt\.stage\], \[exempt\.wire\]",
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
