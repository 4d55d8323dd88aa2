"""What the fake model says in a command: the tables of a TOML file, or of a folder of examples."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from awaited.commands import Refused

if TYPE_CHECKING:
    from awaited.model.model import Model

TABLES = ("answers", "models")
OTHERS = ("exempt", "exercises", "mistakes", "warns")
"""What else stands in the tables of a chapter (see ``awaited.site.library``), and has nothing to do with its model."""


def model_of(file: Path) -> "Model":
    """The model of a TOML file with the tables ``[answers]`` and ``[models]``, or of a folder of examples. Without models, any name will do.

    Raises:
        Refused: The file cannot be read, or says what nobody knows.
    """
    from awaited.model.model import Model
    from awaited.model.speed import speed
    from awaited.model.tables import WrongTable

    if file.is_dir():
        return of_examples(file)
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{file}: {error}") from None
    for name in OTHERS:
        tables.pop(name, None)
    if unknown := sorted(set(tables) - set(TABLES)):
        raise Refused(f"{file}: there is no table [{unknown[0]}]; there are [answers] and [models]")
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise Refused(f"{file}: {name} is a table: write [{name}]")
    try:
        speeds = {name: speed(name, given) for name, given in tables["models"].items()} if "models" in tables else None
        return Model(tables.get("answers", {}), speeds)
    except WrongTable as error:
        raise Refused(f"{file}: {error}") from None


def of_examples(folder: Path) -> "Model":
    """The model of a folder of examples.

    Raises:
        Refused: It has nothing to say, or its tables are wrong.
    """
    from awaited.site.library import Library, LibraryError

    try:
        model = Library(folder).server()
    except LibraryError as error:
        raise Refused(str(error)) from None
    if not model.answers:
        raise Refused(f"{folder} has no answers: go to the project's folder, or say where they are with --answers")
    return model
