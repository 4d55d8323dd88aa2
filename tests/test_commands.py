"""``awaited`` as it is typed: a program on the stage, examples recorded and renamed, a chapter begun, a model to ask."""

import io
import json
import re
import shutil
import signal
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import yaml
from conftest import ROOT

import awaited.runner
from awaited import Model
from awaited.__main__ import COMMANDS, main, parser
from awaited.commands import Refused
from awaited.commands.chapter import addresses, all_or_nothing, in_navigation, in_python, in_yaml
from awaited.model import stand_in
from awaited.picture import text
from awaited.recording.calls import Call
from awaited.recording.recording import Print, Recording, digest
from awaited.site.library import Library
from tools.settings import read_settings

PROGRAM = """\
import asyncio
import sys

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    for answer in await asyncio.gather(llm.ainvoke("One?"), llm.ainvoke("Two?")):
        print(answer.content)
    print("done", file=sys.stderr)


asyncio.run(main())
"""

ANSWERS = """\
[models]
"llama3" = { first_token = 0.5, per_token = 0.25 }

[answers]
"One?" = "One."
"Two?" = "Two it is."
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "both.py").write_text(PROGRAM)
    (tmp_path / "answers.toml").write_text(ANSWERS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_command_it_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in COMMANDS)


@pytest.mark.parametrize("command", ["run both.py --sed", "walk", "run", "run both.py --seed many"])
def test_what_cannot_be_understood(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(command.split())
    assert ended.value.code == 2
    assert "error: " in capsys.readouterr().err


HELP = {
    "": """
        Run sync and async programs that call language models in virtual time, always in the same way, and see when each call was made.
        options:
          -h, --help  show this help message and exit
          --version   show program's version number and exit
        commands:
          COMMAND
            run       run a program in virtual time, and show what it did when
            record    run examples, and write what they did beside them
            model     answer as Ollama and OpenAI would, without a model
            rename    rename an example wherever it is named
            chapter   begin a chapter: its page, its folder, a first example
        """,
    "run": """
        Run a program in virtual time, and show what it did when.
        positional arguments:
          FILE                 a Python program
        options:
          -h, --help           show this help message and exit
          --answers FILE       what the fake model says, and how fast: [answers], [models]; or a folder of examples, whose tables say it
          --seed N             let what is due at the same moment run in another order
          --computing SECONDS  how long it may take in real time (default: 60)
          --html FILE          write the picture of the run to this page
          --json FILE          write the recording of the run to this file
        """,
    "record": """
        Run examples, and write what they did beside them.
        positional arguments:
          CHAPTER/NAME         an example, or CHAPTER for all of it (default: all)
        options:
          -h, --help           show this help message and exit
          --snippets FOLDER    their folder (default: snippets)
        """,
    "model": """
        Answer as Ollama and OpenAI would, without a model.
        options:
          -h, --help           show this help message and exit
          --host HOST          the address to listen on (default: this machine alone)
          --port PORT          default: 11434, Ollama's own
          --answers TOML       what it says, and how fast: [answers], [models]
          --snippets FOLDER    or a folder of examples (default: snippets)
        """,
    "rename": """
        Rename an example wherever it is named.
        positional arguments:
          OLD                  chapter/name
          NEW                  chapter/name
        options:
          -h, --help           show this help message and exit
          --snippets FOLDER    their folder (default: snippets)
        """,
    "chapter": """
        Begin a chapter: its page, its folder, a first example.
        positional arguments:
          NAME                 the page's address, as in many-calls
        options:
          -h, --help           show this help message and exit
          --title TITLE        its heading (default: the name in words)
          --section SECTION    where in the navigation (default: the last section but one)
          --snippets FOLDER    their folder (default: snippets)
          --docs FOLDER        the folder of the pages (default: docs)
        """,
}


@pytest.mark.parametrize("command", HELP)
def test_what_may_be_typed_is_told(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    usage, _, told = capsys.readouterr().out.partition("\n\n")
    assert usage.startswith(f"usage: awaited {command}".rstrip())
    assert told.split() == HELP[command].split()


def test_what_is_not_said_is_as_the_help_says() -> None:
    def given(typed: str) -> dict[str, object]:
        return {name: str(value) for name, value in vars(parser().parse_args(typed.split())).items() if name != "main" and value}

    assert given("run a.py") == {"file": "a.py", "computing": "60.0"}
    assert given("record") == {"snippets": "snippets"}
    assert given("model") == {"host": "127.0.0.1", "port": "11434", "snippets": "snippets"}
    assert given("chapter a") == {"name": "a", "snippets": "snippets", "docs": "docs"}


def test_it_says_which_version_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"awaited {awaited.__version__}\n"


@pytest.mark.parametrize(
    ("typed", "seed", "flags", "anew"),
    [
        ("run none.py", None, (1, 0), True),
        ("run none.py", "7", (1, 0), False),
        ("run none.py", None, (0, 0), False),
        ("run none.py", None, (1, 1), False),
        ("record", None, (1, 0), False),
    ],
)
def test_a_program_runs_with_the_same_hashes_each_time(
    typed: str, seed: str | None, flags: tuple[int, int], anew: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = []
    said = types.SimpleNamespace(hash_randomization=flags[0], ignore_environment=flags[1])
    process = types.SimpleNamespace(
        flags=said, stdout=sys.stdout, stderr=sys.stderr, executable="py", orig_argv=["python", "-m", "awaited"]
    )
    monkeypatch.setattr("awaited.__main__.sys", process)
    monkeypatch.setattr(sys, "argv", ["awaited", *typed.split()])
    monkeypatch.setattr("os.execve", lambda *what: began.append(what))
    monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    if seed:
        monkeypatch.setenv("PYTHONHASHSEED", seed)
    assert main() == 1, "there is none"
    assert main(typed.split()) == 1, "and a test that calls it goes on"
    assert [(command, arguments, {**environment}.get("PYTHONHASHSEED")) for command, arguments, environment in began] == (
        [("py", ["py", "-m", "awaited"], "0")] if anew else []
    )


# -- run


@pytest.mark.parametrize("where", ["snippets", "snippets/lesson/chapter.toml"])
def test_an_example_of_ours_runs_with_the_answers_of_its_folder(where: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(ROOT / "snippets/lesson/gather.py"), "--answers", str(ROOT / where)]) == 0
    assert "Elephants pack their own trunks." in capsys.readouterr().out


def test_what_else_a_chapter_says_is_not_the_models(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    others = "[mistakes]\nx = 1\n[warns]\nx = 1\n[exempt.wire]\nx = 1\n[exercises.x]\ny = 1\n"
    (folder / "answers.toml").write_text(ANSWERS + others)
    assert main(["run", "both.py", "--answers", "answers.toml"]) == 0
    assert "Two it is." in capsys.readouterr().out


def test_a_folder_without_answers_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(ROOT / "snippets/lesson/gather.py"), "--answers", str(tmp_path)]) == 1
    assert (
        f"{tmp_path} has no answers: go to the project's folder, or say where they are with --answers" in capsys.readouterr().err
    )


def test_a_run_has_its_output_with_times_and_its_timeline(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "both.py", "--answers", "answers.toml"]) == 0
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[:3] == [
        "    1.000 s  Task-1  One.",
        "    1.000 s  Task-1  Two it is.",
        "    1.000 s  Task-1  done",
    ]
    assert lines[4] == "Two calls, at most 2 at once; 1.0\N{NO-BREAK SPACE}s in all."
    one, two = (next(line for line in lines if f"{name}?" in line) for name in ("One", "Two"))
    assert one.count(text.WAITING) == pytest.approx(two.count(text.WAITING), abs=1)
    assert one.count(text.ANSWERING) == 1  # a single token
    assert two.count(text.ANSWERING) == pytest.approx(two.count(text.WAITING), abs=1)


def test_a_terminal_has_colours(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("NO_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    held = "import time\nfrom langchain_core.tools import tool\n@tool\ndef look(at: str):\n    'Look.'\n    time.sleep(1)\n"
    (folder / "both.py").write_text(held + PROGRAM.replace("        print(", "        look.invoke('x')\n        print("))
    assert main(["run", "both.py", "--answers", "answers.toml"]) == 0
    out = capsys.readouterr().out
    assert "\x1b[2m    2.000 s  Task-1  \x1b[0mOne.\n" in out
    assert "\x1b[2m    3.000 s  Task-1  \x1b[0m\x1b[31mdone\x1b[0m\n" in out, "what goes to stderr is red"
    for code, sign in ((36, text.ANSWERING), (33, text.WAITING), (35, text.RUNNING), (31, text.HELD)):
        assert re.search(rf"\x1b\[{code}m{sign}+\x1b\[0m", out), sign


ENDLESS = {
    "the main thread": "while True: pass\n",
    "another thread": "import threading\ndef spin():\n    while True: pass\nt = threading.Thread(target=spin)\nt.start()\nt.join()\n",
    "a flag that a timer sets": (
        "import threading\ne = threading.Event()\nthreading.Timer(1, e.set).start()\nwhile not e.is_set(): pass\n"
    ),
    "a task": "import asyncio\nasync def main():\n    while True: pass\nasyncio.run(main())\n",
    "who tries again": "while True:\n    try:\n        while True: len('pass')\n    except Exception: print('again')\n",
    "who catches what there is": (
        "caught = []\nwhile len(caught) < 2:\n    try:\n        while True: len('pass')\n"
        "    except BaseException as error: caught.append(error)\nraise caught[1]\n"
    ),
}


@pytest.mark.parametrize("who", ENDLESS)
def test_who_computes_for_ever_is_told_so(who: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "spins.py").write_text(ENDLESS[who])
    main(["run", "spins.py", "--computing", "0.3"])
    told = capsys.readouterr().out
    assert "pass" in told, "the line at which it loops"
    assert "is there a loop without end? On the stage only waiting takes time" in told


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "abc"])
def test_a_program_is_given_some_time(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["run", "spins.py", "--computing", seconds])
    assert f"{seconds} is not for how many seconds: a number above 0" in capsys.readouterr().err


def test_the_recording_and_the_page_of_a_run(folder: Path) -> None:
    assert main("run both.py --answers answers.toml --json run.json --html run.html".split()) == 0
    recording = Recording.from_text((folder / "run.json").read_text())
    assert (recording.snippet, recording.code, recording.output) == ("both", digest(PROGRAM), "One.\nTwo it is.\ndone\n")
    page = (folder / "run.html").read_text()
    assert all(
        part in page for part in ("<title>both.py</title>", "Two it is.", "<svg", "awaited-answering", "--awaited-ground:")
    )
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace(PROGRAM, ""), "it needs nothing else"


def test_a_program_that_fails_says_so_and_so_does_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "fails.py").write_text("import time\ntime.sleep(3)\n1 / 0\n")
    assert main(["run", "fails.py"]) == 1
    out = capsys.readouterr().out
    assert 'File "fails.py", line 3, in <module>' in out
    assert "ZeroDivisionError: division by zero" in out
    assert "    3.000 s  MainThread  " in out


ENCODED = {
    "a mark of UTF-8": "\N{BYTE ORDER MARK}import beside\nprint('é')\n".encode(),
    "another encoding": "# coding: latin-1\nimport beside\nprint('é')\n".encode("latin-1"),
}


@pytest.mark.parametrize("how", ENCODED)
def test_a_program_has_the_encoding_that_it_names(how: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("encoded", "beside"):
        (folder / f"{name}.py").write_bytes(ENCODED[how].replace(b"import beside", b"") if name == "beside" else ENCODED[how])
    assert main(["run", "encoded.py"]) == 0
    assert capsys.readouterr().out.count("  MainThread  é\n") == 2
    assert awaited.runner.run(folder / "encoded.py").output == "é\né\n"


def test_an_example_may_begin_with_the_mark_of_utf_8(examples: Path) -> None:
    (examples / "two.py").write_bytes(ENCODED["a mark of UTF-8"].replace(b"beside", b"one"))
    assert main(["record", "a/two"]) == 0
    library = Library(examples.parent)
    recording = library.recording("a/two")
    assert (recording.output, recording.raised, library.stale("a/two", recording)) == ("1\né\n", "", "")


DRAWN = """\
import threading

for name in "abcd":
    threading.Timer(1, print, [name]).start()
"""


def test_a_seed_is_another_order_and_always_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "drawn.py").write_text(DRAWN)

    def printed(*options: str) -> list[str]:
        assert main(["run", "drawn.py", *options]) == 0
        return [line.split()[-1] for line in capsys.readouterr().out.splitlines() if line]

    assert printed() == printed() == list("abcd")
    orders = [printed("--seed", str(seed)) for seed in range(5)]
    assert [printed("--seed", str(seed)) for seed in range(5)] == orders
    assert all(sorted(order) == list("abcd") for order in orders)
    assert len({"".join(order) for order in orders}) > 2


def test_nothing_runs_where_its_recording_could_not_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "writes.py").write_text("open('ran', 'w').close()\n")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    for option in ("--json=.", "--html=run.html", "--json=none/run.json"):
        assert main(["run", "writes.py", option]) == 1
        assert "cannot be written: " in capsys.readouterr().err
    assert not (folder / "ran").exists()


def test_a_file_that_cannot_be_written_after_all_is_said_in_a_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "in_its_way.py").write_text("import os\nos.rename('kept', 'away')\n")
    (folder / "kept").mkdir()
    assert main(["run", "in_its_way.py", "--json", "kept/run.json"]) == 1
    assert capsys.readouterr().err == "awaited: kept/run.json cannot be written: No such file or directory\n"


def nothing(folder: Path) -> None:
    pass


def beginning(code: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "both.py").write_bytes(code)

    return write


def damaged(folder: Path) -> None:
    (folder / "damaged").mkdir()
    (folder / "damaged" / "common.toml").write_text("[answers")


def answering(table: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "answers.toml").write_text(table)

    return write


@pytest.mark.parametrize(
    ("command", "before", "words"),
    [
        ("run none.py", nothing, "there is no file none.py"),
        ("run .", nothing, ". is a folder: say which program of it"),
        (f"run {'x' * 300}.py", nothing, "x.py cannot be read: File name too long"),
        ("run both.py", beginning(b"\xff\xfe"), "both.py is no Python program: it is not UTF-8 text"),
        ("run both.py --answers none.toml", nothing, "none.toml cannot be read: No such file or directory"),
        ("run both.py --answers answers.toml", answering("[answers"), "answers.toml: Expected ']'"),
        (
            "run both.py --answers answers.toml",
            answering("[answer]\n"),
            "there is no table [answer]; there are [answers] and [models]",
        ),
        (
            "run both.py --answers answers.toml",
            answering("[answers]\n'One?' = {tex = 'x'}\n"),
            "the answer to 'One?' has no 'tex'",
        ),
        ("run both.py --answers answers.toml", answering("[models]\nllama3 = {slot = 1}\n"), "the model 'llama3' has no 'slot'"),
        ("run both.py --answers answers.toml", answering("answers = 3\n"), "answers is a table: write [answers]"),
        ("run both.py --json none/run.json", nothing, "none/run.json cannot be written: there is no folder "),
        ("run both.py --json .", nothing, ". cannot be written: it is a folder; say which file in it"),
        ("run both.py --html .", nothing, ". cannot be written: it is a folder; say which file in it"),
        ("run both.py --html /proc/x.html", nothing, "/proc/x.html cannot be written: "),
        ("run both.py", beginning(b"x = 1\n\n'\xff'"), "both.py is no Python program: it is not UTF-8 text\n"),
        ("run both.py", beginning(b"# coding: none"), "both.py is no Python program: unknown encoding: none"),
        ("run both.py", beginning(b"# coding: rot13"), "both.py is no Python program: 'rot13' is not a text encoding"),
        ("record", nothing, "snippets has no examples: say where they are with --snippets"),
        ("record a/b", nothing, "there is no snippet 'a/b'"),
        ("model --snippets none", nothing, "none has no answers"),
        ("model --snippets damaged", damaged, "common.toml"),
        ("model --answers answers.toml --host 203.0.113.7 --port 0", nothing, "cannot listen on 203.0.113.7"),
        ("chapter many-calls", nothing, "there is no mkdocs.yml here: go to the project's folder\n"),
        ("run both.py --answers answers.toml", answering("[models]\n[[answers]]\n"), "answers is a table: write [answers]\n"),
        ("chapter Calls", nothing, "'Calls' is no page's address"),
        ("chapter calls/X", nothing, "'calls/X' is no page's address"),
        ("rename a b", nothing, "'a' is no example's name: say chapter/name"),
        ("rename a/b a/c", nothing, "there is no example 'a/b': snippets/a/b.py does not exist"),
    ],
)
@pytest.mark.enable_socket
def test_what_cannot_be_done_is_said_in_a_line(
    command: str, before: Callable[[Path], None], words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before(folder)
    assert main(command.split()) == 1
    err = capsys.readouterr().err
    assert err.startswith("awaited: ")
    assert words in err
    assert "Traceback" not in err


def test_a_terminal_that_knows_no_bars_gets_letters(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: dict[str, str] = {}
    for encoding in ("ascii", "utf-8"):
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding))
        assert main(["run", "both.py", "--answers", "answers.toml"]) == 0
        sys.stdout.flush()
        written[encoding] = sys.stdout.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    assert text.ANSWERING in written["utf-8"]
    assert written["ascii"].endswith(". waiting for the first token   # answering\n")
    assert "\\" not in written["ascii"], "nothing is there that it does not know"


def test_what_a_terminal_or_a_file_cannot_write_is_escaped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "half.py").write_text(
        "import asyncio\n\nasync def main():\n    await asyncio.create_task(asyncio.sleep(1), name='\\ud83d')\n    print('\u00e9')\n\n"
        "asyncio.run(main())\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "ascii"))
    assert main(["run", "half.py", "--html", "half.html", "--json", "half.json"]) == 0
    sys.stdout.flush()
    assert sys.stdout.buffer.getvalue().startswith(b"    1.000 s  Task-1  \\xe9\n")  # type: ignore[attr-defined]
    assert any("\ud83d" in row for row in json.loads((folder / "half.json").read_text(encoding="utf-8"))["events"])
    assert "\\ud83d" in (folder / "half.html").read_text(encoding="utf-8")


def test_what_another_program_starts_is_recorded_as_such(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "snippets/a").mkdir(parents=True)
    (folder / "snippets/a/app.py").write_text("print('seen only where nobody starts it')\n")
    (folder / "snippets/a/chapter.toml").write_text('[exempt.stage]\napp = "It is no program: its framework runs it."\n')
    assert main(["record"]) == 0
    assert Library(folder / "snippets").recording("a/app").output == ""
    assert "1 recorded" in capsys.readouterr().out


def test_recording_needs_no_extra(folder: Path) -> None:
    code = "import sys; sys.modules['markdown'] = None; from awaited.__main__ import main; sys.exit(main(['record']))"
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin"}
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert run.stderr == "awaited: snippets has no examples: say where they are with --snippets\n"


# -- the timeline in letters


def recorded(**changes: object) -> Recording:
    calls = [
        Call("model", "What is rain?", "native", "Task-2", 0.0, None, 0.5, 1.0, "answered"),
        Call("model", "What is snow, and why does it fall?", "native", "Task-3", 0.0, 1.0, 1.5, 2.0, "cancelled"),
        Call("tool", "look_up", "thread", "Thread-1", 0.0, None, None, 4.0, "answered"),
    ]
    return Recording("a/b", "", seconds=4.0, calls=calls, blocked=[(0.0, 1.0)], prints=[Print(4.0, "Task-1", "é\n")], **changes)


def test_the_timeline_in_letters() -> None:
    lines = text.draw(recorded(), 82).splitlines()
    assert lines[2:8] == [
        f"Task-2    What is rain?                 {'░' * 4}{'█' * 4}",
        f"Task-3    What is snow, and why does …  {'┄' * 8}{'░' * 4}{'█' * 4}{' ' * 15}  cancelled",
        f"Thread-1  look_up                       {'▓' * 31}",
        f"          event loop held up            {'▒' * 8}",
        f"{' ' * 40}0{' ' * 27}4 s",
        "",
    ]


def test_a_whole_timeline_in_letters_and_in_plain_ones() -> None:
    whole = text.draw(recorded(), 60)
    assert whole.replace("\N{NO-BREAK SPACE}", " ").splitlines() == [
        "Two model calls, at most 2 at once; one tool call in a thread; one cancelled; the event loop was held up for 1.0 s; 4.0 s in all.",
        "",
        f"Task-2    What is rain?                 {'░' * 2}{'█' * 3}",
        f"Task-3    What is snow, and why does …  {'┄' * 5}{'░' * 3}{'█' * 2}            cancelled",
        f"Thread-1  look_up                       {'▓' * 20}",
        f"          event loop held up            {'▒' * 5}",
        f"{' ' * 40}0                4 s",
        "",
        "┄ in the server's queue   ░ waiting for the first token   █ answering   ▓ at work   ▒ event loop held up",
    ]
    letters = {"┄": "-", "░": ".", "█": "#", "▓": "=", "▒": "x", "…": "~", "\N{NO-BREAK SPACE}": " "}
    assert text.draw(recorded(), 60, plain=True) == "".join(letters.get(sign, sign) for sign in whole)


def test_a_loop_that_was_held_up_is_drawn_as_wide_as_the_terminal() -> None:
    (row,) = text.draw(Recording("a/b", "", seconds=4.0, blocked=[(0.0, 4.0)])).splitlines()[2:3]
    assert row == f"  event loop held up  {'▒' * 56}"


@pytest.mark.parametrize("width", [0, 40, 80, 200])
def test_it_fits_and_every_call_is_seen(width: int) -> None:
    lines = text.draw(recorded(), width).splitlines()[2:]
    assert all(len(line) <= max(width, 80) for line in lines[:5])
    assert len([line for line in lines if "Task-" in line or "Thread-" in line]) == 3
    assert lines[-1].count("   ") == len(lines[-1].split("   ")) - 1 == 4


def test_plain_letters() -> None:
    assert text.draw(recorded(), plain=True).isascii()


def test_nothing_to_draw() -> None:
    assert text.draw(Recording("a/b", "")) == ""
    assert text.draw(Recording("a/b", "", seconds=3.0)) == "", "it made no call"
    assert text.draw(one(0.0, 0.0, "ValueError", took=0.0)) == "", "it took no time"


def test_many_calls_are_counted() -> None:
    calls = [Call("model", f"Q{n}", "sync", "MainThread", n * 1.0, None, n + 0.5, n + 1.0, "answered") for n in range(100)]
    drawn = text.draw(Recording("a/b", "", seconds=100.0, calls=calls))
    assert drawn.splitlines()[62] == "… 40 more calls"
    assert len(drawn.splitlines()) < 80


def one(start: float, end: float | None, outcome: str = "answered", took: float = 4.0, **more: object) -> Recording:
    return Recording(
        "a/b", "", seconds=took, calls=[Call("model", "Hi", "sync", "Main", start, None, None, end, outcome)], **more
    )


BARS = {
    "it takes no time, at the end": (one(4.0, 4.0), f"{' ' * 19}░"),
    "it takes no time, somewhere": (one(1.0, 1.0), f"{' ' * 5}░"),
    "it does not end": (one(2.0, None, "unfinished"), f"{' ' * 10}{'░' * 10}  unfinished"),
    "it ends after the program": (one(0.0, 8.0), "░" * 20),
}


@pytest.mark.parametrize("case", BARS)
def test_a_bar_in_letters(case: str) -> None:
    recording, bar = BARS[case]
    assert text.draw(recording, 0).splitlines()[2] == f"Main  Hi  {bar}"


def test_what_letters_mean_is_said_below_of_those_that_are_there() -> None:
    assert text.draw(recorded()).splitlines()[-1] == (
        "┄ in the server's queue   ░ waiting for the first token   █ answering   ▓ at work   ▒ event loop held up"
    )
    drawn = text.draw(one(0.0, 4.0))
    assert drawn.splitlines()[-1] == "░ waiting for the first token"
    assert "held up" not in drawn, "it was not"
    assert drawn == text.draw(one(0.0, 4.0), 80), "a terminal has eighty columns"


def test_a_loop_that_was_held_up_without_any_call_is_drawn() -> None:
    lines = text.draw(Recording("a/b", "", seconds=4.0, blocked=[(1.0, 2.0)]), 0).splitlines()
    assert lines[2:4] == [f"  event loop held up  {' ' * 5}{'▒' * 5}", f"{' ' * 22}0{' ' * 16}4 s"]


def test_names_that_are_too_long_are_cut_in_letters() -> None:
    calls = [Call("model", f"{'x' * 28}y", "native", f"{'n' * 12}m", 0.0, None, None, 1.0, "answered")]
    (row,) = text.draw(Recording("a/b", "", seconds=1.0, calls=calls), 0).splitlines()[2:3]
    assert row == f"{'n' * 11}…  {'x' * 27}…  {'░' * 20}"


def test_a_line_of_output_has_the_time_of_its_first_piece() -> None:
    prints = [
        Print(0.5, "Task-10", "a "),
        Print(1.0, "Task-10", "b\n"),
        Print(1.5, "M", "XX\n", "stderr"),
        Print(2.0, "M", "c"),
    ]
    assert text.output(Recording("a/b", "", prints=prints)) == [
        text.Line("    0.500 s  Task-10  ", "a b", "stdout"),
        text.Line("    1.500 s  M        ", "XX", "stderr"),
        text.Line("    2.000 s  M        ", "c", "stdout"),
    ]


# -- record


def test_a_chapter_is_recorded_and_what_its_examples_write_is_nobodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one/a", "one/b", "one_more/c"):
        path = tmp_path / "snippets" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("import os\nopen('left.txt', 'w').close()\nprint(os.listdir())\n")
    monkeypatch.chdir(tmp_path)
    assert main(["record", "one", "one/a"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "one/a: recorded",
        "one/b: recorded",
        "2 ran; 2 recorded, 0 did what their recordings say",
    ]
    assert "['left.txt']" in (tmp_path / "snippets/one/b.json").read_text()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["snippets"]


def test_what_changed_is_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    snippets = Path(shutil.copytree(ROOT / "tests/example_site/snippets", tmp_path / "snippets"))
    recording = snippets / "first/together.json"
    before = recording.read_bytes()
    assert main(["record", "--snippets", str(snippets)]) == 0
    assert capsys.readouterr().out == "1 ran; 0 recorded, 1 did what their recordings say\n"
    for damaged in ("{}", Recording("first/another", "").to_text()):
        recording.write_text(damaged)
        assert main(["record", "--snippets", str(snippets)]) == 0
        assert capsys.readouterr().out == "first/together: recorded\n1 ran; 1 recorded, 0 did what their recordings say\n"
        assert recording.read_bytes() == before
    recording.unlink()
    assert main(["record", "first/together", "--snippets", str(snippets)]) == 0
    assert recording.read_bytes() == before
    (snippets / "first/together.py").write_text("1 / 0\n")
    assert main(["record", "--snippets", str(snippets)]) == 0
    assert "first/together: recorded; it ends with ZeroDivisionError\n" in capsys.readouterr().out
    assert Library(snippets).recording("first/together").code == digest("1 / 0\n")


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three examples of one chapter, the one in the middle still to be written."""
    (tmp_path / "snippets/a").mkdir(parents=True)
    for name, code in {"one": "print(1)\n", "two": "", "zoo": "print(3)\n"}.items():
        (tmp_path / f"snippets/a/{name}.py").write_text(code)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "snippets/a"


UNREADABLE = {"empty": (b"", "a/two.py is empty"), "not UTF-8": (b"x = '\xff'\n", "a/two.py, line 1: not UTF-8 text")}


@pytest.mark.parametrize("what", UNREADABLE)
def test_an_example_that_cannot_be_read_is_named_and_the_others_are_recorded(
    what: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, words = UNREADABLE[what]
    (examples / "two.py").write_bytes(code)
    assert main(["record"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == ["a/one: recorded", "a/zoo: recorded", "2 ran; 2 recorded, 0 did what their recordings say"]
    assert words in err
    assert not (examples / "two.json").exists()
    assert [Library(examples.parent).recording(f"a/{name}").output for name in ("one", "zoo")] == ["1\n", "3\n"]


def test_a_recording_under_another_name_is_made_anew(examples: Path) -> None:
    main(["record", "a/one"])
    shutil.copy(examples / "one.json", examples / "zoo.json")
    assert main(["record", "a/zoo"]) == 0
    assert Library(examples.parent).recording("a/zoo").output == "3\n"


def test_a_damaged_table_is_said_before_anything_runs(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (examples / "chapter.toml").write_text("[answers")
    assert main(["record"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("awaited: a/chapter.toml: ")


def test_a_file_of_tests_wants_pytest(
    examples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (examples / "test_it.py").write_text("def test_it(): pass\n")
    monkeypatch.delitem(sys.modules, "awaited.testing.example", raising=False)
    monkeypatch.delattr("awaited.testing.example", raising=False)
    monkeypatch.setitem(sys.modules, "pytest", None)
    assert main(["record", "a/test_it"]) == 1
    assert "pytest, which runs them, is not installed: pip install pytest\n" in capsys.readouterr().err


def test_what_a_table_says_wrong_stops_the_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    snippets = Path(shutil.copytree(ROOT / "tests/example_site/snippets", tmp_path / "snippets"))
    (snippets / "first/chapter.toml").write_text("[mistakes]\ntogether = { wy = 'It divides.' }\n")
    assert main(["record", "--snippets", str(snippets)]) == 1
    assert capsys.readouterr().err.startswith("awaited: first/chapter.toml: 'first/together' in [mistakes] has no 'wy'")


# -- rename and chapter


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    snippets, docs = tmp_path / "snippets", tmp_path / "docs"
    for chapter in ("one", "two"):
        (snippets / chapter).mkdir(parents=True)
    docs.mkdir()
    (docs / "snippets").symlink_to("../snippets")
    (snippets / "one/old.py").write_text("1 / 0\n")
    recording = Recording(
        "one/old",
        digest("1 / 0\n"),
        raised="ZeroDivisionError",
        prints=[Print(0.0, "MainThread", 'File "old.py", line 1\n', "stderr")],
    )
    recording.save(snippets / "one/old.json")
    (snippets / "one/older.py").write_text("from old import x\nimport json\nrun('old.py', 'old:app', 'old')\n")
    (snippets / "one/answers/old").mkdir(parents=True)
    (snippets / "one/answers/old/right_one.py").write_text("import old\n")
    (snippets / "one/chapter.toml").write_text(
        '[answers]\nold = "not a snippet"\n\n[mistakes]\nold = { why = "It divides." }\nolder = { why = "x" }\n\n[exempt.wire]\n"one/old" = "It asks nobody."\n\n'
        '[exercises.old]\ntitle = "Old"\ntask = "Mend it."\nhints = []\nstarter = "one/old"\nsolution = "one/older"\ncheck = {}\n'
    )
    (docs / "page.md").write_text(
        '# one/old was\n\n@snippet one/old highlight="one"\n\n@compare one/older one/old\n\n@ask one/old who after="x"\n\nIt takes @{one/old.seconds / one/older.seconds}.\n[file](snippets/one/old.py)\n'
    )
    (tmp_path / "differences.toml").write_text('"one/old" = "Another word."\n')
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Ours\n\nnav:\n  - Home: index.md\n  - Learn:\n    - Page: page.md\n  - Look up:\n    - More: more.md\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_renamed_example_is_renamed_everywhere(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rename", "one/old", "one/new"]) == 0
    library = Library(project / "snippets")
    assert library.names() == ["one/new", "one/older"]
    recording = library.recording("one/new")
    assert (recording.code, recording.output) == (digest("1 / 0\n"), 'File "new.py", line 1\n')
    data = library.data()
    assert set(data.mistakes) == {"one/new", "one/older"}
    assert data.answers == {"old": "not a snippet"}
    assert data.exempt == {"wire": {"one/new": "It asks nobody."}}
    assert [data.exercises["one/old"][part] for part in ("starter", "solution")] == ["one/new", "one/older"]
    assert (project / "docs/page.md").read_text() == (
        '# one/old was\n\n@snippet one/new highlight="one"\n\n@compare one/older one/new\n\n@ask one/new who after="x"\n\nIt takes @{one/new.seconds / one/older.seconds}.\n[file](snippets/one/new.py)\n'
    )
    assert (project / "differences.toml").read_text() == '"one/new" = "Another word."\n'
    assert (project / "snippets/one/older.py").read_text() == "from new import x\nimport json\nrun('new.py', 'new:app', 'old')\n"
    assert (project / "snippets/one/answers/old/right_one.py").read_text() == "import new as old\n"
    out = capsys.readouterr().out
    assert out.splitlines() == [
        "snippets/one/old.py is snippets/one/new.py",
        "snippets/one/old.json is snippets/one/new.json",
        "differences.toml: 1 place",
        "docs/page.md: 5 places",
        "snippets/one/answers/old/right_one.py: 1 place",
        "snippets/one/chapter.toml: 3 places",
        "snippets/one/older.py: 3 places",
    ]


def test_only_what_lies_beside_an_example_calls_it_by_its_file_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Elsewhere another file may have that name."""
    shutil.rmtree(project / "snippets/one/answers")
    (project / "snippets/one/older.py").unlink()
    (project / "docs/page.md").write_text("Of one.\n")
    for name in ("tests/test_it.py", "tool.mk", "more.yml", "more.toml"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(
            "import old\nrun('old.py', 'one/old', 'one/old.py', 'one/old.json', 'one/older', 'x/one/old')\n"
        )
    (project / "docs/one.md").write_text("Save it as old.py.\n")
    assert main(["rename", "one/old", "one/new"]) == 0
    for name in ("tests/test_it.py", "tool.mk", "more.yml", "more.toml"):
        assert (project / name).read_text() == (
            "import old\nrun('old.py', 'one/new', 'one/new.py', 'one/old.json', 'one/older', 'x/one/old')\n"
        )
    assert not (project / "snippets/one/old.json").exists()
    assert capsys.readouterr().out.splitlines()[-1] == "docs/one.md, line 1 tells of old.py, and is yours to read"


def test_the_page_of_a_chapter_may_have_hyphens(project: Path) -> None:
    (project / "snippets/two_words").mkdir()
    (project / "snippets/two_words/old.py").write_text("print()\n")
    (project / "docs/two-words.md").write_text("`uvicorn old:app`\n")
    assert main(["rename", "two_words/old", "two_words/new"]) == 0
    assert (project / "docs/two-words.md").read_text() == "`uvicorn new:app`\n"


def test_what_an_example_imports_stays_in_its_chapter_with_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "snippets/one/older.py").write_text("x = 1\n")
    (project / "snippets/one/old.py").write_text("from older import x\n")
    assert main(["rename", "one/old", "two/new"]) == 1
    assert "one/old cannot leave its chapter: one/older and it belong together" in capsys.readouterr().err


def test_a_table_of_its_own_is_renamed_and_who_imports_it_is_to_be_recorded_anew(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "snippets/one/older.json").write_text(Recording("one/older", "").to_text())
    (project / "snippets/one/chapter.toml").write_text(
        '[mistakes.old]\nwhy = "It divides."\n\n[warns."old"]\nwhy = "x"\n\n[mistakes.older]\nwhy = "old"\n\n[exercises.old]\ntitle = "x"\n'
    )
    assert main(["rename", "one/old", "one/new"]) == 0
    assert (project / "snippets/one/chapter.toml").read_text() == (
        '[mistakes.new]\nwhy = "It divides."\n\n[warns.new]\nwhy = "x"\n\n[mistakes.older]\nwhy = "old"\n\n[exercises.old]\ntitle = "x"\n'
    )
    out = capsys.readouterr().out
    assert "snippets/one/chapter.toml: 2 places\n" in out
    assert "snippets/one/answers/old/right_one.py: 1 place\n" in out
    assert out.splitlines()[-1] == "snippets/one/older.py names it, and is to be recorded anew: awaited record one/older"


def test_an_example_can_go_to_another_chapter(project: Path) -> None:
    (project / "snippets/one/older.py").write_text("import json\n")
    (project / "snippets/one/community").mkdir()
    shutil.copy(project / "snippets/one/old.json", project / "snippets/one/community/old.json")
    assert main(["rename", "one/old.py", "two/new.py"]) == 0
    library = Library(project / "snippets")
    assert library.recording("two/new", "community").snippet == "two/new"
    assert set(library.data().mistakes) == {"two/new", "one/older"}


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("one/older", "there is an example 'one/older' already: choose another name"),
        ("three/new", "there is no chapter 'three': begin it with `awaited chapter`"),
        ("one/New", "'one/New' is no example's name"),
        ("one/class", "'one/class' will not do: 'class' is a word of Python, and no program could import class.py"),
        ("one/json", "'one/json' will not do: who imports Python's own module 'json' would get json.py, which lies beside it"),
        ("two/new", "one/old cannot leave its chapter: one/another, one/older and it belong together, one imports the other\n"),
    ],
)
def test_a_name_that_will_not_do(new: str, words: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "snippets/one/another.py").write_text("import old\n")
    assert main(["rename", "one/old", new]) == 1
    assert words in capsys.readouterr().err
    assert (project / "snippets/one/old.py").is_file()


def test_a_chapter_is_begun(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "tests").mkdir()
    (project / "tests/addresses.txt").write_text("/a/\n/z/\n")
    assert main(["chapter", "rate-limits", "--title", "Rate limits"]) == 0
    library = Library(project / "snippets")
    recording = library.recording("rate_limits/first")
    assert (recording.output, recording.raised) == ("What nobody else shows.\n", "")
    page = (project / "docs/rate-limits.md").read_text()
    assert "# Rate limits\n" in page
    kept = (project / "tests/addresses.txt").read_text().split()
    assert kept == ["/a/", "/rate-limits/", "/rate-limits/#a-first-example", "/rate-limits/#rate-limits", "/z/"]
    assert "@snippet rate_limits/first\n" in page
    assert (
        "  - Learn:\n    - Page: page.md\n    - Rate limits: rate-limits.md\n  - Look up:\n"
        in (project / "mkdocs.yml").read_text()
    )
    assert main(["chapter", "rate-limits"]) == 1
    assert "docs/rate-limits.md is there already: choose another name" in capsys.readouterr().err
    assert main(["chapter", "more", "--section", "Build"]) == 1
    assert "there is no section 'Build' in the navigation of mkdocs.yml; there are: Learn, Look up" in capsys.readouterr().err
    assert not (project / "snippets/more").exists()


@pytest.mark.parametrize(
    ("before", "title", "section", "after"),
    [
        ("\nnav:\n  - Learn:\n    - A: a.md", "B", "", "\nnav:\n  - Learn:\n    - A: a.md\n    - B: b.md\n"),
        ("\nnav:\n  - Learn:\n  - More: m.md\n", "B", "Learn", "\nnav:\n  - Learn:\n    - B: b.md\n  - More: m.md\n"),
        ("\nnav:\n  - Learn:\n", "B: or not", "", '\nnav:\n  - Learn:\n    - "B: or not": b.md\n'),
        ("\nnav:\n  - One:\n  - Two:\n", "B", "", "\nnav:\n  - One:\n    - B: b.md\n  - Two:\n"),
    ],
)
def test_a_navigation_takes_a_chapter_at_the_end_of_a_section(before: str, title: str, section: str, after: str) -> None:
    assert in_navigation(before, title, "b.md", section)[0] == after


def test_a_navigation_without_sections_has_no_such_section() -> None:
    with pytest.raises(Refused, match=r"there is no section 'Learn' in the navigation of mkdocs\.yml; there are: none$"):
        in_navigation("nav:\n  - a.md\n", "B", "b.md", "Learn")


def test_a_navigation_that_is_none_takes_no_chapter() -> None:
    with pytest.raises(
        Refused,
        match=r"mkdocs\.yml has no `nav:` with a line for each page below it: write one, so that a new page has its place$",
    ):
        in_navigation("site_name: Ours\n", "B", "b.md", "")


def test_our_own_navigation_takes_a_chapter() -> None:
    before = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    after, section = in_navigation(before, "Anew", "anew.md", "Learn")
    assert section == "Learn"
    assert after.replace("    - Anew: anew.md\n", "") == before
    assert len(read_settings().entries) > 5


IMPORTS = {
    "import old as o": "import new as o",
    "import old": "import new as old",
    "import json, old, older": "import json, new as old, older",
    "import old  # an old friend": "import new as old  # an old friend",
    "é = 1; import old; from old import old": "é = 1; import new as old; from new import old",
    "from old import (\n    old,\n)": "from new import (\n    old,\n)",
    "def f():\n    from old import x": "def f():\n    from new import x",
    "importlib.import_module('old')": "importlib.import_module('new')",
    'import_module(name="x"); __import__("old")': 'import_module(name="x"); __import__("new")',
    '"""\nfrom old import x\nimport old\n"""': '"""\nfrom new import x\nimport new as old\n"""',
    "from .old import old; from olds import x; import old.x; print('old', old)": "",
    "from old import x\nprint(": "from new import x\nprint(",
    "print(": "",
    "import_module(name); __import__('older'); run(lambda: 0)(1)": "",
}


@pytest.mark.parametrize("code", IMPORTS)
def test_a_neighbour_imports_what_was_renamed(code: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "snippets/one/older.py"
    path.write_text(f"{code}\n")
    path.with_suffix(".json").write_text("{}")
    assert main(["rename", "one/old", "one/new"]) == 0
    assert path.read_text() == f"{IMPORTS[code] or code}\n"
    told = "snippets/one/older.py names it, and is to be recorded anew: awaited record one/older\n"
    assert (told in capsys.readouterr().out) == bool(IMPORTS[code])


@pytest.mark.parametrize("page", ["page", "one"])
def test_pages_that_tell_of_a_program_that_was_renamed(page: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = "@snippet one/old\n" if page == "page" else "Of one.\n"
    text = "`uvicorn {0}:app`, not x/old:app nor old: app\nSave it as old.py, not x/old.py\nolder.py\n"
    (project / f"docs/{page}.md").write_text(shown + text.format("old"))
    (project / "docs/other.md").write_text(text.format("old"))
    assert main(["rename", "one/old", "one/new"]) == 0
    assert (project / f"docs/{page}.md").read_text() == shown.replace("/old", "/new") + text.format("new")
    assert (project / "docs/other.md").read_text() == text.format("old")
    assert [line for line in capsys.readouterr().out.splitlines() if "read" in line] == [
        f"docs/{page}.md, line 3 tells of old.py, and is yours to read"
    ]


def test_a_program_that_names_itself_takes_its_new_name_along(project: Path) -> None:
    (project / "snippets/one/older.py").unlink()
    (project / "snippets/one/old.py").write_text("uvicorn.run('old:app')\n")
    (project / "picture.md").write_bytes(b"\xff")
    for name in ("Makefile", "more.mk", "note.txt", "build/kept.md", "node_modules/kept.md"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text("@snippet one/old\n")
    assert main(["rename", "one/old", "two/new"]) == 0
    renamed = {
        path.name for path in project.iterdir() if path.is_file() and "@snippet two/new" in path.read_bytes().decode("latin-1")
    }
    assert renamed == {"Makefile", "more.mk"}
    assert [(project / name).read_text() for name in ("build/kept.md", "node_modules/kept.md")] == ["@snippet one/old\n"] * 2
    assert (project / "snippets/two/new.py").read_text() == "uvicorn.run('new:app')\n"


def test_a_chapter_is_a_page_a_table_and_a_program(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "pages").mkdir()
    assert main(["chapter", "/rate-limits.md", "--docs", "pages"]) == 0
    assert capsys.readouterr().out == (
        "pages/rate-limits.md: the page, in the navigation under Learn\n"
        "snippets/rate_limits/chapter.toml: what the model says\n"
        "snippets/rate_limits/first.py: a first example, and its recording beside it\n"
    )
    assert (
        (project / "pages/rate-limits.md").read_text()
        == """\
---
title: Rate limits
description: Rate limits, by programs that ran.
tags: [basics]
---

# Rate limits

!!! abstract "What you will know"

    - What the first example shows.

## A first example

@snippet rate_limits/first

It takes @{rate_limits/first.seconds}.
"""
    )
    assert (
        (project / "snippets/rate_limits/chapter.toml").read_text()
        == """\
# What the model says in the chapter "Rate limits".

[answers]
"What does the chapter Rate limits show?" = "What nobody else shows."

[models]
# An answer of five tokens takes one second: 0.6 s to the first, and 0.1 s for each of the other four.
"llama3" = { first_token = 0.6, per_token = 0.1 }
"""
    )
    assert (
        (project / "snippets/rate_limits/first.py").read_text()
        == """\
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke("What does the chapter Rate limits show?")
print(answer.content)
"""
    )
    assert main(["chapter", "more"]) == 0
    assert "[models]" not in (project / "snippets/more/chapter.toml").read_text(), "the project has them already"


def test_what_fails_leaves_files_as_they_were(tmp_path: Path) -> None:
    changed, new, gone = (tmp_path / name for name in ("changed", "new", "gone"))
    changed.write_text("before")
    (tmp_path / "there").mkdir()
    with pytest.raises(KeyError), all_or_nothing(tmp_path / "there/made/folder", changed, new, gone):  # noqa: PT012
        (tmp_path / "there/made/folder").mkdir(parents=True)
        changed.write_text("after")
        new.write_text("after")
        raise KeyError
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["changed", "there"]
    assert changed.read_text() == "before"


PLAIN = ["Rate limits", "What's new, and why?", "Which (2) do I use", "3 calls", "Ünder", "async/await", "1 + a"]
QUOTED = [
    "a: b",
    "é: b",
    "#1",
    "2024",
    "3.5",
    "3 4",
    "(a)",
    "it #1",
    "",
    "True",
    "false",
    "Yes",
    "no",
    "ON",
    "off",
    "Null",
    "y",
    "N",
]


def test_what_yaml_would_take_for_something_else_is_quoted() -> None:
    assert [in_yaml(title) for title in PLAIN] == PLAIN
    assert [in_yaml(title) for title in QUOTED] == [f'"{title}"' for title in QUOTED]
    assert yaml.safe_load(f"[{', '.join(in_yaml(title) for title in QUOTED)}]") == QUOTED


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("plain", '"plain"'),
        ("it's", '"it\'s"'),
        ('"a"', "'\"a\"'"),
        ('"it\'s"', "'\"it\\'s\"'"),
        ("'\"", '"\'\\""'),
        ('"\\', "'\"\\\\'"),
    ],
)
def test_a_text_in_a_program_has_the_quotes_of_which_it_has_fewer(text: str, literal: str) -> None:
    assert in_python(text) == literal


def test_the_addresses_of_a_chapter() -> None:
    assert addresses("a", "Caffè  & more: (two) -- it's") == {"/a/", "/a/#a-first-example", "/a/#caffe-more-two-its"}
    assert addresses("a", "\N{CJK UNIFIED IDEOGRAPH-4E00}") == {"/a/", "/a/#a-first-example"}


TITLES = [
    'What "async" means: a tour',
    "Limits: how many",
    'It\'s #1, "so to say"',
    "Yes",
    "2024",
    "Say {0}, or {",
    "Back\\slash",
    "Caffè",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_may_have_any_signs(title: str, project: Path) -> None:
    assert main(["chapter", "anew", "--title", title]) == 0
    page = (project / "docs/anew.md").read_text()
    assert "\\u" not in page + (project / "snippets/anew/chapter.toml").read_text()
    head = yaml.safe_load(page.split("---\n")[1])
    assert (head["title"], head["description"]) == (title, f"{title}, by programs that ran.")
    assert yaml.safe_load((project / "mkdocs.yml").read_text())["nav"][1] == {"Learn": [{"Page": "page.md"}, {title: "anew.md"}]}
    recording = Library(project / "snippets").recording("anew/first")
    assert (recording.output, recording.raised) == ("What nobody else shows.\n", "")


def test_a_plain_title_has_no_quotes(project: Path) -> None:
    assert main(["chapter", "anew", "--title", "Which (2) do I use, and why?"]) == 0
    assert "title: Which (2) do I use, and why?\n" in (project / "docs/anew.md").read_text()
    assert "    - Which (2) do I use, and why?: anew.md\n" in (project / "mkdocs.yml").read_text()


NAVIGATIONS = {
    "without sections": (
        "nav:\n  - Home: index.md\n  - more.md\ntheme: x\n",
        "nav:\n  - Home: index.md\n  - more.md\n  - New: new.md\ntheme: x\n",
    ),
    "at column 0": (
        "site_name: x\nnav: # all\n- Home: index.md\n\n# The rest.\n- Learn:\n  - a.md\n- 'Look up':\n  - b.md\ntheme: x",
        "site_name: x\nnav: # all\n- Home: index.md\n\n# The rest.\n- Learn:\n  - a.md\n  - New: new.md\n- 'Look up':\n  - b.md\ntheme: x",
    ),
    "indented otherwise": (
        "nav:\n    - Learn:\n          - In it:\n              - a.md\n    # Then.\n    - More: # yes\n        - b.md",
        "nav:\n    - Learn:\n          - In it:\n              - a.md\n          - New: new.md\n    # Then.\n    - More: # yes\n        - b.md",
    ),
    "an empty section": ("nav:\n  -  Learn:", "nav:\n  -  Learn:\n     - New: new.md\n"),
    "without a line": ("nav:\n", "nav:\n  - New: new.md\n"),
    "a section with a table": (
        "nav:\n  - Learn:\n  - Look up:\n      it: a.md\n",
        "nav:\n  - Learn:\n    - New: new.md\n  - Look up:\n      it: a.md\n",
    ),
    "another key right below": ("nav:\n  - a.md\nnav_more:\n  - x\n", "nav:\n  - a.md\n  - New: new.md\nnav_more:\n  - x\n"),
    "without the last line's end": ("nav:\n  - a.md", "nav:\n  - a.md\n  - New: new.md\n"),
}


@pytest.mark.parametrize("what", NAVIGATIONS)
def test_a_chapter_finds_its_place_in_a_navigation(what: str) -> None:
    from awaited.commands.chapter import in_navigation

    before, after = NAVIGATIONS[what]
    assert in_navigation(before, "New", "new.md", "")[0] == after
    assert "{'New': 'new.md'}" in str(yaml.safe_load(after)["nav"])


def no_pages(folder: Path) -> None:
    shutil.rmtree(folder / "docs")


def navigation_in_a_line(folder: Path) -> None:
    (folder / "mkdocs.yml").write_text("nav: [a.md]\n")


def damaged_table(folder: Path) -> None:
    (folder / "snippets/two/chapter.toml").write_text("[answers")


def the_same_question(folder: Path) -> None:
    (folder / "snippets/two/chapter.toml").write_text('[answers]\n"What does the chapter Anew show?" = "This."\n')


def addresses_that_cannot_be_read(folder: Path) -> None:
    (folder / "tests").mkdir()
    (folder / "tests/addresses.txt").write_bytes(b"\xff")


@pytest.mark.parametrize(
    ("before", "options", "words"),
    [
        (no_pages, "", "there is no folder docs for the page: say where pages are with --docs"),
        (navigation_in_a_line, "", "mkdocs.yml has no `nav:` with a line for each page below it"),
        (damaged_table, "", "two/chapter.toml: "),
        (the_same_question, "", "'What does the chapter Anew show?', which another file has too"),
        (addresses_that_cannot_be_read, "", "a file of the project is not UTF-8 text"),
        (addresses_that_cannot_be_read, "--snippets far/away", "a file of the project is not UTF-8 text"),
        (nothing, "--title \x07", "'\\x07' is no title: it has letters that cannot be seen"),
        (nothing, "--snippets mkdocs.yml/x", "mkdocs.yml/x/anew cannot be read or written: Not a directory"),
    ],
)
def test_a_chapter_that_cannot_be_begun_leaves_nothing_behind(
    before: Callable[[Path], None], options: str, words: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before(project)
    there = {path: path.is_file() and path.read_bytes() for path in project.rglob("*")}
    assert main(["chapter", "anew", *options.split()]) == 1
    assert words in capsys.readouterr().err
    assert {path: path.is_file() and path.read_bytes() for path in project.rglob("*")} == there


def test_a_first_example_that_fails_says_so(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "langchain_ollama", None)
    assert main(["chapter", "anew"]) == 0
    assert "and its recording beside it; it ends with ModuleNotFoundError\n" in capsys.readouterr().out


# -- the model


class Listening:
    """In the place of a socket."""

    def __init__(self, host: str, port: int) -> None:
        self._name = host, port
        self.closed = False

    def getsockname(self) -> tuple[str | int, ...]:
        return (*self._name, 0, 0) if ":" in self._name[0] else self._name

    def close(self) -> None:
        self.closed = True


OTHERS = "Other machines can reach it, too."


@pytest.mark.parametrize(
    ("host", "port", "more"),
    [
        ("127.0.0.1", 11434, []),
        ("127.0.0.1", 8000, ["Tell programs so: OLLAMA_HOST=http://127.0.0.1:8000"]),
        ("::1", 11434, ["Tell programs so: OLLAMA_HOST=http://[::1]:11434"]),
        ("0.0.0.0", 11434, [OTHERS, "Tell programs so: OLLAMA_HOST=http://0.0.0.0:11434"]),
    ],
)
def test_the_model_says_where_it_answers_and_who_can_reach_it(
    host: str, port: int, more: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sock = Listening(host, port)

    served = []

    async def interrupted(model: Model, given: Listening) -> None:
        served.append(given)
        assert (model.find("One?")[0].text, given) == ("One.", sock)
        raise KeyboardInterrupt

    monkeypatch.setattr(stand_in, "listen", lambda *where: sock if where == (host, port) else None)
    monkeypatch.setattr(stand_in, "serve", interrupted)
    assert main(["model", "--answers", "answers.toml", "--host", host, "--port", str(port)]) == 0
    assert sock.closed
    assert served == [sock]
    first, *others = capsys.readouterr().out.splitlines()
    assert first == f"The stand-in answers 2 prompts at http://{f'[{host}]' if ':' in host else host}:{port}. Ctrl+C ends it."
    assert others == more


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_model_serves_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "awaited", "model", "--port", "0"]

    def interruptible() -> None:
        # What is started in the background of a shell script ignores interrupts, and so does what it starts.
        signal.signal(signal.SIGINT, signal.default_int_handler)

    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, preexec_fn=interruptible) as process:
        assert process.stdout
        first, second = process.stdout.readline(), process.stdout.readline()
        url = first.split(" at ")[1].split(". ")[0]
        assert second == f"Tell programs so: OLLAMA_HOST={url}\n"
        assert httpx.get(url).text == "Ollama is running"
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_port_in_use_is_said_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    from awaited.model.stand_in import listen

    with listen() as sock:
        port = sock.getsockname()[1]
        assert main(["model", "--port", str(port), "--snippets", str(ROOT / "snippets")]) == 1
    words = f"port {port} on 127.0.0.1 is in use, perhaps by Ollama itself: stop it, or choose another with --port"
    assert capsys.readouterr().err == f"awaited: {words}\n"
