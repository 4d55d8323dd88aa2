"""The pictures of real apps that pages show, and the files that each was taken of: whoever changes one of these has to take the picture anew.

``pictures.json`` beside the tests that take them says, for each picture, what each of its files was when it was taken.
"""

import hashlib
import json

from tests.conftest import ROOT

PICTURES = ROOT / "docs" / "assets" / "apps"
"""Where the pictures stand that pages show."""

TAKEN = ROOT / "tests" / "real" / "pictures.json"


def _digest(file: str) -> str:
    path = ROOT / file
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "gone"


def taken() -> dict[str, dict[str, str]]:
    """For each picture its files, and what they were."""
    found: dict[str, dict[str, str]] = json.loads(TAKEN.read_text(encoding="utf-8"))
    return found


def note(picture: str, files: list[str]) -> None:
    """Note that a picture was taken now, of these files (seen from the root)."""
    notes = (taken() if TAKEN.is_file() else {}) | {picture: {file: _digest(file) for file in files}}
    TAKEN.write_text(json.dumps(notes, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def stale(notes: dict[str, dict[str, str]]) -> list[str]:
    """The files that are others than when a picture was taken."""
    return [
        f"{picture} was taken of another {file}: run `make pictures`, and look at it"
        for picture, files in notes.items()
        for file, was in files.items()
        if _digest(file) != was
    ]


def unknown(notes: dict[str, dict[str, str]]) -> list[str]:
    """Pictures that are there and were not noted, or the other way round."""
    there = {path.name for path in PICTURES.iterdir()}
    return sorted(there ^ set(notes))


def keep_picture(picture: str, bytes_now: bytes, files: list[str], update: bool) -> None:
    """Write a picture that a page shows anew, if that is asked for.

    Args:
        picture: The name of its file, below ``PICTURES``.
        bytes_now: What it is now.
        files: What it shows: files seen from the root.
        update: Whether ``--update-pictures`` was given.
    """
    if update:
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / picture).write_bytes(bytes_now)
        note(picture, files)
    assert list(taken().get(picture, {})) == sorted(files), f"{picture} was taken of other files: run `make pictures`"
