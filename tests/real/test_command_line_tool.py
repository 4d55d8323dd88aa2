"""The tools of the page "A command-line tool", in a terminal."""

import re
import sys
from pathlib import Path

import pytest

from tests.pictures import PICTURES, keep_picture
from tests.real.apps import Apps
from tests.real.terminals import picture, shown, type_in

CHAPTER = "command_line_tool"


@pytest.fixture
def installed(apps: Apps, tmp_path: Path) -> dict[str, tuple[str, ...]]:
    """Each tool as a command: what pip writes for an entry of ``[project.scripts]``."""
    commands = {}
    for name in ("praise", "async_command", "decorated_command", "progress", "threaded"):
        script = tmp_path / name
        folder = str(apps.library.root / CHAPTER)
        script.write_text(f"import sys\nsys.path.insert(0, {folder!r})\nfrom {name} import app\napp(prog_name='praise')\n")
        commands[name] = (sys.executable, str(script))
    return commands


def test_an_answer_is_printed_as_it_comes(apps: Apps, installed: dict[str, tuple[str, ...]]) -> None:
    ran = type_in(apps, *installed["praise"], "one", "apples")
    assert (ran.status, ran.written) == (0, "Nothing is better than apples.\n")
    recorded = apps.library.recording(f"{CHAPTER}/user_of_praise").prints
    words = [p for p in recorded if p.text.strip() and p.at <= 1][1:]
    assert ran.when("apples") - ran.when("Nothing") == pytest.approx(words[-1].at - words[0].at, abs=0.3)


def test_started_by_typer(apps: Apps) -> None:
    ran = type_in(apps, "typer", "praise.py", "run", "one", "apples")
    assert (ran.status, shown(ran.written)) == (0, "Nothing is better than apples.")


def test_several_answers_take_the_time_of_one(apps: Apps, installed: dict[str, tuple[str, ...]]) -> None:
    ran = type_in(apps, *installed["praise"], "many", "pears", "plums", "dried-figs")
    assert ran.status == 0
    assert sorted(ran.written.split("\n")[:-1]) == [f"Nothing is better than {x}." for x in ("dried-figs", "pears", "plums")]
    assert max(call.start for call in apps.calls) < min(call.end or 0 for call in apps.calls)


def test_an_async_command_does_nothing(apps: Apps, installed: dict[str, tuple[str, ...]]) -> None:
    ran = type_in(apps, *installed["async_command"], "apples")
    assert (ran.status, apps.calls) == (0, [])
    assert "RuntimeWarning: coroutine 'praise' was never awaited" in ran.written
    ran = type_in(apps, *installed["decorated_command"], "apples")
    assert (ran.status, ran.written) == (0, "Nothing is better than apples.\n")


def test_ctrl_c(apps: Apps, installed: dict[str, tuple[str, ...]]) -> None:
    """A coroutine stops at once and cancels its call; threads are waited for, until their answers are there."""
    ran = type_in(apps, *installed["praise"], "many", "pears", "the whole orchard", ctrl_c="pears.\n")
    assert ran.status == 130
    assert shown(ran.written).splitlines()[0] == "Nothing is better than pears."
    assert sorted(call.outcome for call in apps.calls) == ["answered", "cancelled"]
    apps.calls.clear()
    ran = type_in(apps, *installed["threaded"], "pears", "the whole orchard", ctrl_c="pears.\n")
    assert ran.status == 130
    assert [call.outcome for call in apps.calls] == ["answered", "answered"]


def test_the_picture_of_the_tool(apps: Apps, installed: dict[str, tuple[str, ...]], request: pytest.FixtureRequest) -> None:
    """What a terminal shows: an answer, several, Ctrl+C, and a bar that grows."""
    session = []
    for tool, words, ctrl_c in (
        ("praise", ["one", "apples"], ""),
        ("praise", ["many", "pears", "red plums", "ripe dark figs"], ""),
        ("praise", ["many", "pears", "the whole orchard"], "pears.\n"),
        ("progress", ["pears", "plums", "the whole orchard"], "66%"),
    ):
        ran = type_in(apps, *installed[tool], *words, ctrl_c=ctrl_c)
        line = " ".join(f"'{word}'" if " " in word else word for word in words)
        name = "praise" if tool == "praise" else "praise-with-progress"
        session += [f"$ {name} {line}", shown(ran.written.partition("66%")[0] + "66%" if tool == "progress" else ran.written)]
    screen = "\n".join(session)
    assert "Nothing is better than apples." in screen
    assert "Praising" in screen.splitlines()[-1]
    files = ["snippets/command_line_tool/praise.py", "snippets/command_line_tool/progress.py"]
    keep_picture("praise.svg", picture(screen, "praise").encode(), files, request.config.getoption("update_pictures"))
    # The letters of a picture are the screen's: it is still what the tool shows.
    kept, now = (re.sub(r"<[^>]*>|\s", "", svg) for svg in ((PICTURES / "praise.svg").read_text(), picture(screen, "praise")))
    assert kept == now
