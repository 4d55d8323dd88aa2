"""Stands in for rpds, which has no build for a page: the collections of jsonschema and of what it refers to, which are never changed.

They are copied where rpds shares, which is slower for a large one alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


class HashTrieMap(Mapping[Any, Any]):
    """A dictionary that gives another one where it would be changed."""

    def __init__(self, value: Mapping[Any, Any] | Iterable[tuple[Any, Any]] = (), **more: Any) -> None:
        self._items = dict(value, **more)

    @classmethod
    def convert(cls, value: Any) -> "HashTrieMap":
        return value if isinstance(value, cls) else cls(value)

    def __getitem__(self, key: Any) -> Any:
        return self._items[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"HashTrieMap({self._items})"

    def insert(self, key: Any, value: Any) -> "HashTrieMap":
        return HashTrieMap({**self._items, key: value})

    def update(self, *others: Mapping[Any, Any] | Iterable[tuple[Any, Any]], **more: Any) -> "HashTrieMap":
        items = dict(self._items)
        for other in (*others, more):
            items.update(other)
        return HashTrieMap(items)

    def remove(self, key: Any) -> "HashTrieMap":
        items = dict(self._items)
        del items[key]
        return HashTrieMap(items)

    def discard(self, key: Any) -> "HashTrieMap":
        return self.remove(key) if key in self._items else self


class HashTrieSet(frozenset[Any]):
    """A set that gives another one where it would be changed."""

    def insert(self, value: Any) -> "HashTrieSet":
        return HashTrieSet(self | {value})

    def update(self, *others: Iterable[Any]) -> "HashTrieSet":
        return HashTrieSet(self.union(*others))

    def remove(self, value: Any) -> "HashTrieSet":
        if value not in self:
            raise KeyError(value)
        return HashTrieSet(self - {value})

    def discard(self, value: Any) -> "HashTrieSet":
        return HashTrieSet(self - {value})


class List(tuple[Any, ...]):
    """A list whose first element is put before the others, and taken away, in another list."""

    __slots__ = ()

    def __new__(cls, *values: Any) -> "List":
        return super().__new__(cls, values[0] if len(values) == 1 and isinstance(values[0], Iterable) else values)

    def push_front(self, value: Any) -> "List":
        return List((value, *self))

    def drop_first(self) -> "List":
        if not self:
            raise IndexError("empty list has no first element")
        return List(self[1:])

    @property
    def first(self) -> Any:
        if not self:
            raise IndexError("empty list has no first element")
        return self[0]

    @property
    def rest(self) -> "List":
        return List(self[1:])
