"""What the fake model says in a command: the tables of a TOML file, or of the folder of examples around a program."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from awaited.commands import Refused

if TYPE_CHECKING:
    from awaited.model.model import Model

TABLES = ("answers", "models")


def model_of(file: Path) -> "Model":
    """The model of a TOML file with the tables ``[answers]`` and ``[models]``. Without models, any name will do.

    Raises:
        Refused: The file cannot be read, or says what nobody knows.
    """
    from awaited.model.model import Model
    from awaited.model.speed import speed
    from awaited.model.tables import WrongTable

    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{file}: {error}") from None
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
