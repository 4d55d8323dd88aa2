"""``awaited record``: examples run, and what each did is written beside it."""

import argparse
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from awaited.commands import Refused

if TYPE_CHECKING:
    from awaited.recording.recording import Recording
    from awaited.site.library import Library
    from awaited.stage.choices import Tape


def options(parser: argparse.ArgumentParser) -> None:
    """What may be said to the command."""
    parser.add_argument("names", nargs="*", metavar="CHAPTER/NAME", help="an example, or CHAPTER for all of it (default: all)")
    parser.add_argument(
        "--snippets", type=Path, default=Path("snippets"), metavar="FOLDER", help="their folder (default: snippets)"
    )


def main(given: argparse.Namespace) -> int:
    """Record the examples; say which did something else than before.

    Raises:
        Refused: There is none, or one cannot be read; the others are recorded.
    """
    from awaited.recording.recording import NotARecording, difference
    from awaited.site.library import Library, LibraryError

    library = Library(given.snippets)
    every = library.names()
    names = list(dict.fromkeys(name for wanted in given.names for name in chosen(wanted, every))) if given.names else every
    if not names:
        raise Refused(f"{given.snippets} has no examples: say where they are with --snippets")
    try:
        library.data()
    except LibraryError as error:  # of them all
        raise Refused(str(error)) from None
    changed, failed = 0, []
    for name in names:
        try:
            run = record(library, name)
        except (LibraryError, Refused) as error:
            failed.append(str(error))
            continue
        try:
            before = library.recording(name)
        except (LibraryError, NotARecording):
            before = None
        if before is None or difference(before, run):
            run.save(library.recording_path(name))
            changed += 1
            print(f"{name}: recorded" + ends(run))
    ran = len(names) - len(failed)
    if ran:
        print(f"{ran} ran; {changed} recorded, {ran - changed} did what their recordings say")
    if failed:
        raise Refused("\n".join(failed))
    return 0


def ends(run: "Recording") -> str:
    """What is to be said of a run that an exception ended."""
    return f"; it ends with {run.raised}" if run.raised else ""


def chosen(wanted: str, every: list[str]) -> list[str]:
    """The examples that are meant: one, or those of a chapter."""
    return [name for name in every if name.startswith(f"{wanted}/")] or [wanted]


def record(library: "Library", name: str, tape: "Tape | None" = None) -> "Recording":
    """Run an example, with the answers of its library.

    Args:
        library: The examples.
        name: Which of them.
        tape: Another order, for a program.

    Raises:
        LibraryError: It cannot be read, or its data are wrong.
        Refused: It is a file of tests, and there is no pytest.
    """
    from awaited.recording.recording import Recording, digest
    from awaited.runner import AnyStage
    from awaited.testing import is_test

    code = library.code(name)
    if library.started_elsewhere(name):
        return Recording(name, digest(code), 0.0)
    if is_test(name):
        try:
            from awaited.testing import example
        except ModuleNotFoundError as error:
            if error.name != "pytest":
                raise
            raise Refused(
                f"{name} is a file of tests, and pytest, which runs them, is not installed: pip install pytest"
            ) from None
        return example.perform(library.path(name), code, name)
    path, server = str(library.path(name).absolute()), library.server()
    # In a folder of its own, as in the tests: a file that an example writes is nobody's.
    with TemporaryDirectory() as folder, chdir(folder), AnyStage(server, name=f"{name.partition('/')[2]}.py", tape=tape) as stage:
        stage.execute(code, path)
    return stage.recorded_as(name)
