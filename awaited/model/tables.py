"""What authors write down: the tables of answers and models, checked before anything is made of them."""

import difflib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any


class WrongTable(ValueError):
    """A table says what nobody knows; the message says where, and what may be said."""


def check(what: str, given: Any, kind: type, error: type[WrongTable] = WrongTable) -> None:
    """Check a table before a dataclass is made of it.

    Args:
        what: What it is, for the words of an error.
        given: The table.
        kind: The dataclass, all of whose fields have a default.
        error: What to raise.

    Raises:
        WrongTable: It is no table, or has a field that there is not, or one of another type.
    """
    if not isinstance(given, Mapping):
        raise error(f"{what} is a table, not {type(given).__name__}")
    known = {f.name: None if f.default is MISSING else f.default for f in fields(kind)}
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            meant = f" (did you mean {near[0]!r}?)" if near else ""
            raise error(f"{what} has no {name!r}{meant}: it may have {', '.join(known)}")
        if wanted := _wanted(known[name], value):
            raise error(f"{name!r} of {what} is {wanted}, not {value!r}")


def _wanted(default: Any, value: Any) -> str:
    """What a field wants, if it is not what it has."""
    if isinstance(default, str):
        return "" if isinstance(value, str) else "a text"
    if isinstance(default, int | float):
        return "" if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else "a number from 0"
    return ""
