"""Stands in for orjson, which has no build for a page: LangGraph's SDK imports it, and a page calls no LangGraph server."""

import json
from collections.abc import Callable
from json import JSONDecodeError
from typing import Any

__all__ = ["OPT_NON_STR_KEYS", "OPT_SERIALIZE_NUMPY", "JSONDecodeError", "dumps", "loads"]

OPT_NON_STR_KEYS = 4
OPT_SERIALIZE_NUMPY = 16


def dumps(value: Any, default: Callable[[Any], Any] | None = None, option: int | None = None) -> bytes:
    """A value as JSON in UTF-8."""
    return json.dumps(value, default=default, ensure_ascii=False, separators=(",", ":")).encode()


def loads(text: bytes | str) -> Any:
    """The value that JSON says."""
    return json.loads(text)
