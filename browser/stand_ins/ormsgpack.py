"""Stands in for ormsgpack, which has no build for a page: MessagePack as LangGraph's checkpointers write and read it.

The format: https://github.com/msgpack/msgpack/blob/master/spec.md
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

OPT_NON_STR_KEYS = 2
OPT_PASSTHROUGH_DATACLASS = 16
OPT_PASSTHROUGH_DATETIME = 32
OPT_PASSTHROUGH_ENUM = 8192
OPT_PASSTHROUGH_SUBCLASS = 64
OPT_PASSTHROUGH_TUPLE = 128
OPT_PASSTHROUGH_UUID = 4096
OPT_REPLACE_SURROGATES = 32768
OPT_SERIALIZE_PYDANTIC = 512
OPT_SORT_KEYS = 1024

_BASES: tuple[type[Any], ...] = (str, int, dict, list)
_DEPTH = 254
"""How often ``default`` may answer with what it has to be asked about again."""


class MsgpackEncodeError(TypeError):
    """A value has no form in MessagePack, and ``default`` knows none."""


class MsgpackDecodeError(ValueError):
    """Bytes are no MessagePack."""


@dataclass(frozen=True)
class Ext:
    """A value of an application's own type."""

    tag: int
    data: bytes


def packb(value: Any, default: Callable[[Any], Any] | None = None, option: int | None = None) -> bytes:
    """A value as MessagePack.

    Args:
        value: None, bool, int, float, str, bytes, ``Ext``, and dict, list and tuple of them.
        default: Gives something else for any other value.
        option: ``OPT_*``. Keys may always be anything, and everything but the types above goes to ``default``.

    Raises:
        MsgpackEncodeError: There is no form for a value.
    """
    out = bytearray()
    flags = option or 0
    _pack(out, value, default, flags, 0)
    return bytes(out)


def _sized(out: bytearray, size: int, *forms: tuple[int, int, str]) -> None:
    """The first of ``forms`` (the largest size, the byte, the struct of the size) that a size fits in."""
    for largest, byte, form in forms:
        if size <= largest:
            out += struct.pack(">B" + form, *((byte, size) if form else (byte + size,)))
            return
    raise MsgpackEncodeError("it is too large")


def _pack(out: bytearray, value: Any, default: Callable[[Any], Any] | None, flags: int, depth: int) -> None:
    kind = type(value)
    if value is None:
        out.append(0xC0)
    elif kind is bool:
        out.append(0xC3 if value else 0xC2)
    elif kind is int:
        _pack_int(out, value)
    elif kind is float:
        out += struct.pack(">Bd", 0xCB, value)
    elif kind is str:
        data = value.encode("utf-8", "replace" if flags & OPT_REPLACE_SURROGATES else "strict")
        _sized(out, len(data), (31, 0xA0, ""), (0xFF, 0xD9, "B"), (0xFFFF, 0xDA, "H"), (0xFFFFFFFF, 0xDB, "I"))
        out += data
    elif kind in (bytes, bytearray, memoryview):
        _sized(out, len(value), (0xFF, 0xC4, "B"), (0xFFFF, 0xC5, "H"), (0xFFFFFFFF, 0xC6, "I"))
        out += value
    elif kind is list or (kind is tuple and not flags & OPT_PASSTHROUGH_TUPLE):
        _sized(out, len(value), (15, 0x90, ""), (0xFFFF, 0xDC, "H"), (0xFFFFFFFF, 0xDD, "I"))
        for item in value:
            _pack(out, item, default, flags, depth)
    elif kind is dict:
        _sized(out, len(value), (15, 0x80, ""), (0xFFFF, 0xDE, "H"), (0xFFFFFFFF, 0xDF, "I"))
        for key, item in value.items():
            _pack(out, key, default, flags, depth)
            _pack(out, item, default, flags, depth)
    elif kind is Ext:
        fixed = {1: 0xD4, 2: 0xD5, 4: 0xD6, 8: 0xD7, 16: 0xD8}.get(len(value.data))
        if fixed is None:
            _sized(out, len(value.data), (0xFF, 0xC7, "B"), (0xFFFF, 0xC8, "H"), (0xFFFFFFFF, 0xC9, "I"))
        else:
            out.append(fixed)
        out += struct.pack(">b", value.tag) + value.data
    else:
        for base in _BASES:  # a class of the program's own; enums are the business of ``default``
            if isinstance(value, base) and not hasattr(kind, "__members__") and not flags & OPT_PASSTHROUGH_SUBCLASS:
                _pack(out, base(value), default, flags, depth)
                return
        if default is None or depth == _DEPTH:
            raise MsgpackEncodeError(f"Type is not msgpack serializable: {kind.__name__}")
        try:
            other = default(value)
        except Exception as error:
            raise MsgpackEncodeError(f"Type is not msgpack serializable: {kind.__name__}") from error
        _pack(out, other, default, flags, depth + 1)


def _pack_int(out: bytearray, value: int) -> None:
    if -32 <= value < 128:
        out += struct.pack(">b", value)
        return
    for byte, form, low, high in (
        (0xCC, "B", 0, 0xFF), (0xCD, "H", 0, 0xFFFF), (0xCE, "I", 0, 0xFFFFFFFF), (0xCF, "Q", 0, 2**64 - 1),
        (0xD0, "b", -(2**7), 0), (0xD1, "h", -(2**15), 0), (0xD2, "i", -(2**31), 0), (0xD3, "q", -(2**63), 0),
    ):  # fmt: skip
        if low <= value <= high:
            out += struct.pack(">B" + form, byte, value)
            return
    raise MsgpackEncodeError("Integer exceeds 64-bit range")


def unpackb(data: bytes, /, ext_hook: Callable[[int, bytes], Any] | None = None, option: int | None = None) -> Any:
    """The value that MessagePack says.

    Args:
        data: All of it.
        ext_hook: Makes a value of an application's own type, of its tag and its bytes.
        option: ``OPT_*``; keys may always be anything that has a hash.

    Raises:
        MsgpackDecodeError: It is no MessagePack. (What follows a value is not looked at.)
    """
    reader = _Reader(bytes(data), ext_hook)
    try:
        value = reader.value()
    except (struct.error, IndexError, RecursionError, UnicodeDecodeError) as error:
        raise MsgpackDecodeError("it ends too early, or is damaged") from error
    return value


_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}
_NUMBERS = dict(zip((0xCA, 0xCB, *range(0xCC, 0xD4)), "fdBHIQbhiq", strict=True))
_SIZES = {
    0xC4: ("bytes", "B"), 0xC5: ("bytes", "H"), 0xC6: ("bytes", "I"), 0xC7: ("ext", "B"), 0xC8: ("ext", "H"), 0xC9: ("ext", "I"),
    0xD9: ("str", "B"), 0xDA: ("str", "H"), 0xDB: ("str", "I"), 0xDC: ("list", "H"), 0xDD: ("list", "I"), 0xDE: ("dict", "H"),
    0xDF: ("dict", "I"),
}  # fmt: skip


class _Reader:
    def __init__(self, data: bytes, ext_hook: Callable[[int, bytes], Any] | None) -> None:
        self._data = data
        self._ext_hook = ext_hook
        self.at = 0

    def _number(self, form: str) -> Any:
        (number,) = struct.unpack_from(">" + form, self._data, self.at)
        self.at += struct.calcsize(">" + form)
        return number

    def _bytes(self, size: int) -> bytes:
        if self.at + size > len(self._data):
            raise IndexError(size)
        self.at += size
        return self._data[self.at - size : self.at]

    def value(self) -> Any:
        byte = self._number("B")
        if byte < 0x80:
            return byte
        if byte >= 0xE0:
            return byte - 0x100
        if byte in _CONSTANTS:
            return _CONSTANTS[byte]
        if byte in _NUMBERS:
            return self._number(_NUMBERS[byte])
        if byte in _SIZES:
            kind, form = _SIZES[byte]
            return self._sized(kind, self._number(form))
        if byte < 0x90:
            return self._sized("dict", byte - 0x80)
        if byte < 0xA0:
            return self._sized("list", byte - 0x90)
        if byte < 0xC0:
            return self._sized("str", byte - 0xA0)
        if 0xD4 <= byte <= 0xD8:
            return self._sized("ext", 1 << byte - 0xD4)
        raise IndexError(byte)

    def _sized(self, kind: str, size: int) -> Any:
        if kind == "str":
            return self._bytes(size).decode()
        if kind == "bytes":
            return self._bytes(size)
        if kind == "list":
            return [self.value() for _ in range(size)]
        if kind == "dict":
            return {_hashable(self.value()): self.value() for _ in range(size)}
        tag, data = self._number("b"), self._bytes(size)
        return Ext(tag, data) if self._ext_hook is None else self._ext_hook(tag, data)


def _hashable(key: Any) -> Any:
    return tuple(map(_hashable, key)) if isinstance(key, list) else key
