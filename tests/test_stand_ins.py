"""What stands in a page for compiled packages does what these do (``browser/stand_ins/``), as far as LangGraph and jsonschema ask for it."""

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import ormsgpack
import pytest
import rpds
from conftest import ROOT


def stand_in(name: str) -> ModuleType:
    path: Path = ROOT / "browser/stand_ins" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"stand_in_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look
    spec.loader.exec_module(module)
    return module


MSGPACK, RPDS = stand_in("ormsgpack"), stand_in("rpds")


def some(rng: random.Random, depth: int = 0) -> Any:
    """A value of those that a checkpoint holds."""
    kinds = ["int", "float", "str", "bytes", "none", "bool"] + (["list", "dict"] if depth < 4 else [])
    match rng.choice(kinds):
        case "int":
            return rng.choice(
                [0, -1, 127, 128, 255, 256, -32, -33, 2**16, -(2**15) - 1, 2**31, 2**32, 2**63, 2**64 - 1, -(2**63)]
            )
        case "float":
            return rng.random() * 10 ** rng.randrange(-9, 9)
        case "str":
            return rng.choice("aé水") * rng.choice([0, 1, 31, 32, 255, 256, 70000])
        case "bytes":
            return rng.randbytes(rng.choice([0, 1, 255, 256, 70000]))
        case "list":
            return [some(rng, depth + 1) for _ in range(rng.choice([0, 3, 15, 16]))]
        case "dict":
            return {f"{n}": some(rng, depth + 1) for n in range(rng.choice([0, 3, 15, 16]))}
        case "bool":
            return rng.random() < 0.5
    return None


@pytest.mark.parametrize("seed", range(12))
def test_messagepack_is_written_and_read_alike(seed: int) -> None:
    made = some(random.Random(seed))
    for value in (made, [made], {"it": made}):
        packed = ormsgpack.packb(value)
        assert MSGPACK.packb(value) == packed
        assert MSGPACK.unpackb(packed) == value


@pytest.mark.parametrize("size", [1, 2, 3, 4, 8, 16, 17, 256, 70000])
def test_types_of_an_application_are_written_and_read_alike(size: int) -> None:
    real = ormsgpack.packb({"it": ormsgpack.Ext(5, bytes(size))})
    assert MSGPACK.packb({"it": MSGPACK.Ext(5, bytes(size))}) == real
    assert MSGPACK.unpackb(real, ext_hook=lambda tag, data: (tag, len(data))) == {"it": (5, size)}


def test_what_has_no_form_is_asked_for() -> None:
    options = ormsgpack.OPT_PASSTHROUGH_TUPLE | ormsgpack.OPT_NON_STR_KEYS
    assert options == MSGPACK.OPT_PASSTHROUGH_TUPLE | MSGPACK.OPT_NON_STR_KEYS
    for module in (ormsgpack, MSGPACK):
        asked: list[Any] = []

        def default(value: Any, asked: list[Any] = asked) -> str:
            asked.append(value)
            return "said otherwise"

        assert module.unpackb(module.packb([(1, 2), {3}], default=default, option=options)) == [
            "said otherwise",
            "said otherwise",
        ]
        assert asked == [(1, 2), {3}]
        with pytest.raises(module.MsgpackEncodeError, match="Type is not msgpack serializable: set"):
            module.packb({3})
        with pytest.raises(module.MsgpackEncodeError):
            module.packb(2**64)
        for damaged in (b"", b"\xc1", b"\x92\x01", b"\xd9\x05abc"):
            with pytest.raises(module.MsgpackDecodeError):
                module.unpackb(damaged)


def test_collections_that_are_never_changed() -> None:
    for module in (rpds, RPDS):
        map_ = module.HashTrieMap({"a": 1})
        assert dict(map_.insert("b", 2)) == {"a": 1, "b": 2}
        assert dict(map_.update({"a": 3}, c=4)) == {"a": 3, "c": 4}
        assert dict(map_.remove("a")) == dict(map_.discard("a")) == {}
        assert dict(map_) == dict(map_.discard("z")) == {"a": 1}
        assert module.HashTrieMap.convert(map_) is map_
        assert dict(module.HashTrieMap.convert({"a": 1})) == dict(map_)
        assert map_ == module.HashTrieMap([("a", 1)])
        assert hash(map_) == hash(module.HashTrieMap({"a": 1}))
        with pytest.raises(KeyError):
            map_.remove("z")
        set_ = module.HashTrieSet([1])
        assert set(set_.insert(2).update([3, 4])) == {1, 2, 3, 4}
        assert set(set_.remove(1)) == set(set_.discard(1)) == set()
        assert len(set_) == len(set_.discard(7)) == 1
        with pytest.raises(KeyError):
            set_.remove(7)
        list_ = module.List([2, 3])
        assert list(list_.push_front(1)) == [1, 2, 3]
        assert (list_.first, list(list_.rest), list(list_.drop_first())) == (2, [3], [3])
        assert list(module.List()) == []
        with pytest.raises(IndexError):
            _ = module.List().first
