"""Tracebacks in boxes, as rich and Typer draw them, show the program's frames alone, and nothing of this machine."""

import json
import sys
from pathlib import Path

import pytest
import rich.panel
import rich.traceback

from awaited import Model, run
from awaited.runner import AnyStage

READS = """import json

import rich.traceback

rich.traceback.install(show_locals=True)


def read(text):
    return json.loads(text)


read("{")
"""

TYPED = """import typer

app = typer.Typer()


@app.command()
def main():
    raise ValueError("no such thing")


app()
"""

CAUGHT = """import asyncio

from rich.console import Console


async def fail():
    raise ValueError("inside")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fail())


try:
    asyncio.run(main())
except* ValueError:
    Console().print_exception()
"""

FRAMES = {
    READS: ["12 in <module>", "9 in read"],
    TYPED: ["8 in main"],
    CAUGHT: ["16 in <module>", "11 in main", "7 in fail"],
}


def frames(output: str) -> list[str]:
    return [line.strip("│ ").removeprefix("boxed.py:") for line in output.splitlines() if "boxed.py:" in line]


@pytest.mark.parametrize("code", FRAMES, ids=["installed", "typer", "printed"])
def test_a_box_shows_the_program_alone(code: str, tmp_path: Path) -> None:
    path = tmp_path / "a" / "folder" / "with a long name" / "boxed.py"
    path.parent.mkdir(parents=True)
    path.write_text(code)
    output = run(path).output
    assert frames(output) == FRAMES[code]
    boxed = [line for line in output.splitlines() if line[:1] in ("╭", "│", "╰")]
    assert {len(line) for line in boxed} == {80}
    assert "❱" in output
    assert not any(word in output for word in (str(tmp_path), sys.prefix, sys.base_prefix, "awaited", "Frames", "hidden"))
    with AnyStage(Model({}), name="boxed.py") as stage:  # wherever it is, and without a file
        stage.execute(code)
    assert stage.recording.output == output


@pytest.mark.parametrize("turn", ["the first to import it", "a later one"])
def test_rich_is_as_before(turn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if turn == "the first to import it":
        for name in [name for name in sys.modules if name.partition(".")[0] == "rich"]:
            monkeypatch.delitem(sys.modules, name)
    with AnyStage(Model({}), name="boxed.py") as stage:
        stage.execute(READS)
    assert frames(stage.recording.output) == FRAMES[READS]
    module = sys.modules["rich.traceback"]
    assert vars(module.Traceback)["extract"].__func__.__module__ == "rich.traceback"
    assert vars(module)["os"] is sys.modules["os"]


def test_a_hook_of_a_program_gets_its_frames_alone() -> None:
    code = """import sys, traceback

def hook(kind, error, trace):
    print([frame.f_code.co_name for frame, _ in traceback.walk_tb(trace)], error.__traceback__ is trace)

sys.excepthook = hook
[].pop()
"""
    with AnyStage(Model({})) as stage:
        stage.execute(code)
    assert stage.recording.output == "['<module>'] True\n"


def test_off_the_stage_a_box_shows_all() -> None:
    try:
        json.loads("{")
    except ValueError as error:
        trace = rich.traceback.Traceback.extract(type(error), error, error.__traceback__)
    assert len(trace.stacks[0].frames) > 1


def test_a_box_of_another_program_is_its_own(tmp_path: Path) -> None:
    path = tmp_path / "boxed.py"
    path.write_text("import sys\n\nsys.modules['rich.traceback'].Panel = None\n")  # as a library does, unseen
    assert run(path).output == ""
    assert rich.traceback.Panel is rich.panel.Panel
