"""``awaited record``: examples run, and what each did is written beside it."""

import argparse
from contextlib import chdir, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from awaited.commands import Refused

if TYPE_CHECKING:
    from awaited.recording.recording import Recording
    from awaited.site.library import Library


def options(parser: argparse.ArgumentParser) -> None:
    """What may be said to the command."""
    parser.add_argument("names", nargs="*", metavar="CHAPTER/NAME", help="an example, or CHAPTER for all of it (default: all)")
    parser.add_argument(
        "--snippets", type=Path, default=Path("snippets"), metavar="FOLDER", help="their folder (default: snippets)"
    )


def main(given: argparse.Namespace) -> int:
    """Record the examples; say which did something else than before.

    Raises:
        Refused: There is none, or one cannot be read.
    """
    from awaited.recording.recording import NotARecording, difference
    from awaited.site.library import Library, LibraryError

    library = Library(given.snippets)
    every = library.names()
    names = list(dict.fromkeys(name for wanted in given.names for name in chosen(wanted, every))) if given.names else every
    if not names:
        raise Refused(f"{given.snippets} has no examples: say where they are with --snippets")
    changed = 0
    for name in names:
        try:
            run = record(library, name)
        except LibraryError as error:
            raise Refused(str(error)) from None
        before: Recording | None = None
        with suppress(NotARecording, LibraryError):  # it is the first
            before = library.recording(name)
        if before is None or difference(before, run):
            run.save(library.recording_path(name))
            changed += 1
            print(f"{name}: recorded" + (f"; it ends with {run.raised}" if run.raised else ""))
    print(f"{len(names)} ran; {changed} recorded, {len(names) - changed} did what their recordings say")
    return 0


def chosen(wanted: str, every: list[str]) -> list[str]:
    """The examples that are meant: one, or those of a chapter."""
    return [name for name in every if name.startswith(f"{wanted}/")] or [wanted]


def record(library: "Library", name: str) -> "Recording":
    """Run an example, with the answers of its library.

    Raises:
        LibraryError: It cannot be read, or its data are wrong.
    """
    from awaited.recording.recording import Recording, digest
    from awaited.runner import Stage
    from awaited.testing import is_test

    code = library.code(name)
    if library.started_elsewhere(name):
        return Recording(name, digest(code), 0.0)
    if is_test(name):
        from awaited.testing import example  # which needs pytest

        return example.perform(library.path(name), code, name)
    path, server = str(library.path(name).absolute()), library.server()
    # In a folder of its own, as in the tests: a file that an example writes is nobody's.
    with TemporaryDirectory() as folder, chdir(folder), Stage(server, name=f"{name.partition('/')[2]}.py") as stage:
        stage.execute(code, path)
    return stage.recorded_as(name)
