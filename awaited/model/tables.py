"""What authors write down: tables that a dataclass is the form of, checked before anything is made of them."""

import functools
import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from awaited.recording.words import meant


class WrongTable(ValueError):
    """A table says what nobody knows; the message says where, and what may be said."""


def check(what: str, given: Any, kind: type, error: type[WrongTable] = WrongTable) -> None:
    """Check a table before a dataclass is made of it.

    Args:
        what: What it is, for the words of an error.
        given: The table.
        kind: The dataclass. What its fields may be, their annotations say; numbers count from 0.
        error: What to raise.

    Raises:
        WrongTable: It is no table, has a field that there is not or one of another type, or lacks one.
    """
    if not isinstance(given, Mapping):
        raise error(f"{what} is a table, not {type(given).__name__}")
    known, needed = _form(kind)
    for name, value in given.items():
        if name not in known:
            raise error(f"{what} has no {name!r}{meant(name, known)}: it may have {', '.join(known)}")
        if wanted := _wanted(known[name], value):
            raise error(f"{name!r} of {what} is {wanted}, not {value!r}")
    if missing := next((name for name in needed if name not in given), ""):
        raise error(f"{what} lacks {missing!r}, which is {_called(known[missing])}")


@functools.cache
def _form(kind: type) -> tuple[dict[str, Any], list[str]]:
    """The fields of a dataclass with their annotations, and those of them that have no default."""
    hints = get_type_hints(kind)
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    return {f.name: hints[f.name] for f in fields(kind)}, needed


def _wanted(hint: Any, value: Any) -> str:
    """What a field wants, if it is not what it has."""
    return "" if _fits(hint, value) else _called(hint)


def _fits(hint: Any, value: Any) -> bool:
    origin, parts = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, types.UnionType):
        return any(_fits(part, value) for part in parts)
    if origin is Literal:
        return value in parts
    if origin is Sequence:
        return isinstance(value, Sequence) and not isinstance(value, str | bytes) and all(_fits(parts[0], one) for one in value)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(_fits(parts[1], one) for one in value.values())
    if hint in (int, float):
        kinds = (int,) if hint is int else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool) and value >= 0
    return isinstance(value, hint)


_NAMES: dict[Any, str] = {str: "a text", bool: "true or false", int: "a whole number from 0", float: "a number from 0"}


def _called(hint: Any) -> str:
    """What an annotation asks for, in words."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):  # of which tables can write all but None
        return " or ".join(_called(part) for part in parts if part is not type(None))
    if origin is Literal:
        return f"one of {', '.join(parts)}"
    if origin is Sequence:
        return "a list of texts" if parts[0] is str else "a list of tables"
    if origin is Mapping:
        return "a table"
    return _NAMES[hint] if hint in _NAMES else str(hint.__name__)
