"""``awaited run FILE``: a program on the stage, its output with times, and its timeline."""

import argparse
import importlib.util
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from awaited.commands import Refused
from awaited.commands.answers import model_of

if TYPE_CHECKING:
    from rich.text import Text

    from awaited.recording.recording import Recording


def options(parser: argparse.ArgumentParser) -> None:
    """What may be said to the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a Python program")
    parser.add_argument(
        "--answers",
        type=Path,
        metavar="FILE",
        help="what the fake model says, and how fast: [answers], [models]; or a folder of examples, whose tables say it",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="let what is due at the same moment run in another order")
    parser.add_argument(
        "--computing", type=_seconds, default=60.0, metavar="SECONDS", help="how long it may take in real time (default: 60)"
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the picture of the run to this page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the recording of the run to this file")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise argparse.ArgumentTypeError(f"{text} is not for how many seconds: a number above 0")
    return seconds


def main(given: argparse.Namespace) -> int:
    """Run the program.

    Returns:
        1 if an exception ended it, else 0.

    Raises:
        Refused: It cannot be read, or a file cannot be written.
    """
    code = read(given.file)
    for path in filter(None, (given.html, given.json)):
        can_be_written(path)
    recording = perform(given.file, code, given)
    show(recording)
    if given.json:
        write(given.json, recording.to_text())
    if given.html:
        from awaited.picture.page import page

        write(given.html, page(recording, code))
    return 1 if recording.raised else 0


def can_be_written(path: Path) -> None:
    """See before the run, as far as anybody can, whether a file can be written after it.

    Raises:
        Refused: It cannot.
    """
    folder = path.absolute().parent
    if path.is_dir():
        raise Refused(f"{path} cannot be written: it is a folder; say which file in it")
    if not folder.is_dir():
        raise Refused(f"{path} cannot be written: there is no folder {folder}")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise Refused(f"{path} cannot be written: you may not")


def write(path: Path, text: str) -> None:
    """Write a file.

    Raises:
        Refused: It cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", errors="backslashreplace")  # a task's name may hold half a character
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}") from None


def read(file: Path) -> str:
    """The text of a program, in the encoding that it names (PEP 263).

    Raises:
        Refused: It cannot be read, or is no text.
    """
    try:
        return importlib.util.decode_source(file.read_bytes())
    except FileNotFoundError:
        raise Refused(f"there is no file {file}") from None
    except IsADirectoryError:
        raise Refused(f"{file} is a folder: say which program of it") from None
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is no Python program: it is not {error.encoding.upper()} text") from None
    except (SyntaxError, LookupError) as error:  # of its first two lines
        why = str(error).replace("invalid or missing encoding declaration", "it is not UTF-8 text, and names no other encoding")
        raise Refused(f"{file} is no Python program: {why}") from None


def perform(file: Path, code: str, given: argparse.Namespace) -> "Recording":
    """The run itself."""
    from awaited.model.model import Model
    from awaited.runner import AnyStage
    from awaited.stage.computing import not_for_ever

    model = model_of(given.answers) if given.answers else Model({})
    with AnyStage(model, name=file.name, seed=given.seed) as stage, not_for_ever(given.computing):
        stage.execute(code, str(file.absolute()))
    return stage.recording


def show(recording: "Recording") -> None:
    """Write what was printed, each line with its time, and under it the timeline."""
    from rich.console import Console
    from rich.text import Text

    from awaited.picture import text

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may lack a character that the program has
    console = Console(highlight=False)
    for line in text.output(recording):
        console.print(Text.assemble((line.margin, "dim"), (line.text, "red" if line.to == "stderr" else "")), soft_wrap=True)
    if picture := text.draw(recording, console.width, plain=not _can_draw(console.encoding)):
        console.print()
        console.print(_coloured(picture), soft_wrap=True)


def _coloured(picture: str) -> "Text":
    from rich.text import Text

    from awaited.picture import text

    whole = Text(picture)
    for sign, style in ((text.ANSWERING, "cyan"), (text.WAITING, "yellow"), (text.RUNNING, "magenta"), (text.HELD, "red")):
        whole.highlight_regex(f"{sign}+", style)
    return whole


def _can_draw(encoding: str) -> bool:
    from awaited.picture import text

    try:
        text.SIGNS.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
