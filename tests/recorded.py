"""What tests of recordings share."""

import json
from pathlib import Path

from awaited.picture import stepping
from awaited.recording.recording import Recording
from awaited.recording.steps import Run
from awaited.runner import Stage


def perform(code: str, tmp_path: Path) -> Recording:
    """What a program does, which no exception ends."""
    with Stage() as stage:
        stage.execute(code, str(tmp_path / "program.py"))
    assert not stage.recording.raised, stage.recording.output
    return stage.recording


def events(recording: Recording, *kinds: str) -> list[list]:
    """The events of these kinds."""
    return [row for row in recording.events if row[2] in kinds]


TWO = """\
import asyncio


async def work(name, seconds):
    await asyncio.sleep(seconds)
    print(name)


async def main():
    await asyncio.gather(
        work("slow", 2),
        work("quick", 1),
    )


asyncio.run(main())
"""
"""Two tasks: what is waited for last has begun first."""


def told(events: list[list], **head: object) -> list[str]:
    """The sentences of a run of these events."""
    recording = Recording.of({"snippet": "a/b", "code": "", "seconds": events[-1][0], **head}, events)
    return [step.sentence.replace("\N{NO-BREAK SPACE}", " ") for step in Run(recording).steps]


BEGIN = [[0, "1", "made", 9, "main", "M"], [0, "M", "loop", 9], [0, "1", "run", 1]]
"""Of a run of these events: the main thread runs a loop, and its task has its first turn."""


def page(rows: list[list], **head: object) -> dict:
    """What the page gets of a run of these events."""
    made = Recording.of({"snippet": "a/b", "code": "", "seconds": rows[-1][0], **head}, rows)
    return json.loads(stepping.data(made, "code\n"))
