"""Which models are in the server's memory: the first request to one loads it, and what is not asked for a while goes.

Source: Ollama's scheduler (its ``server/sched.go``) and FAQ. One request after the other is let in, in the order in which they came: who needs a
model that does not fit waits until another one is idle, and whoever comes later waits behind. When the request that loads a model is given up, so
is the loading ("client connection closed before server finished loading, aborting load"): the next request begins anew.
"""

import asyncio
import math
import re
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from awaited.model.speed import Speed

KEEP_ALIVE = 300.0
"""Seconds for which a model stays without being asked (Ollama's own default, OLLAMA_KEEP_ALIVE)."""

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"(\d+\.?\d*|\.\d+)([a-zµ]+)")


def duration(given: Any) -> float | None:
    """A duration as Ollama takes it, in seconds; None where none is given.

    Args:
        given: A number of seconds, or text as Go writes it (``5m``, ``1h30m``); what is negative is for ever.

    Raises:
        ValueError: It is neither; in Ollama's words.
    """
    if given is None or given == "":
        return None
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise ValueError(f"invalid type: {given!r}")
    if isinstance(given, int | float):
        return math.inf if given < 0 else float(given)
    text = given.lstrip("+-")
    parts = _PART.findall(text)
    if text != "0" and ("".join(number + unit for number, unit in parts) != text or any(unit not in _UNITS for _, unit in parts)):
        unitless = re.fullmatch(r"\d+\.?\d*", text)
        raise ValueError(f'time: {"missing unit in" if unitless else "invalid"} duration "{given}"')
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    return math.inf if given.startswith("-") and seconds else seconds


_GRAIN = 1e-9
"""Seconds that are none."""

_Wake = Callable[[], None]
"""Tells a request that it is worth another try. It stands for the request."""


@dataclass
class _Loaded:
    """A model in memory."""

    began: float
    """When somebody began to load it."""
    ready: float
    """When it has been loaded."""
    users: list[_Wake] = field(default_factory=list)
    """The requests that use it; while it loads, the first of them is the one that loads it."""
    stays: float = KEEP_ALIVE
    """For how many seconds it stays after a request: what the last one said that said anything."""
    until: float = math.inf
    """When it goes, if nobody asks it again."""

    def goes(self, now: float) -> bool:
        return not self.users and self.until <= now


class Memory:
    """The server's memory.

    Args:
        models: The models, with the time that each takes to load, and the part of the memory that it fills.
    """

    def __init__(self, models: Mapping[str, Speed | None]) -> None:
        self._models = {name: speed for name, speed in models.items() if speed and (speed.load or speed.memory)}
        self._loaded: dict[str, _Loaded] = {}
        # Invariant: nobody waits while holding it. On the stage it may be a lock of the process, on which a fiber must not park.
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()

    @property
    def loaded(self) -> dict[str, float]:
        """The models in memory, and in how many seconds each goes if nobody asks it again."""
        now = time.perf_counter()
        with self._lock:
            return {
                name: math.inf if entry.users else entry.until - now
                for name, entry in self._loaded.items()
                if not entry.goes(now)
            }

    @contextmanager
    def holding(self, name: str, keep_alive: float | None) -> Iterator[float]:
        """Have a model in memory for the length of the context, blocking the thread until it is there.

        Args:
            name: The model.
            keep_alive: Seconds for which it stays afterwards; None: as was said before.

        Yields:
            How many seconds it took to load it; 0 where it was there.
        """
        if name not in self._models:
            yield 0.0
            return
        event, began = threading.Event(), time.perf_counter()
        wake = event.set  # one object, by which its place is known
        try:
            while not (entry := self._enter(name, wake, keep_alive)) or self._left(entry):
                event.wait(self._left(entry) if entry else None)
                event.clear()
            yield self._took(entry, began)
        finally:
            self._leave(name, wake)

    @asynccontextmanager
    async def aholding(self, name: str, keep_alive: float | None) -> AsyncIterator[float]:
        """The same, giving way to other tasks."""
        if name not in self._models:
            yield 0.0
            return
        loop, event, began = asyncio.get_running_loop(), asyncio.Event(), time.perf_counter()

        def wake() -> None:
            loop.call_soon_threadsafe(event.set)

        try:
            while not (entry := self._enter(name, wake, keep_alive)) or self._left(entry):
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._left(entry) if entry else None):
                        await event.wait()
                event.clear()
            yield self._took(entry, began)
        finally:
            self._leave(name, wake)

    @staticmethod
    def _left(entry: _Loaded) -> float:
        """Seconds until it is loaded."""
        left = entry.ready - time.perf_counter()
        return left if left > _GRAIN else 0.0

    def _took(self, entry: _Loaded, began: float) -> float:
        """For how long a request that came then has waited for the loading."""
        return max(0.0, entry.ready - max(began, entry.began))

    def _enter(self, name: str, wake: _Wake, keep_alive: float | None) -> _Loaded | None:
        """Use a model, loaded or loading. None: it does not fit. ``wake`` is called when it is worth another try."""
        with self._lock:
            entry = self._loaded.get(name)
            if entry and wake in entry.users:
                return entry
            if self._waiting and self._waiting[0] is not wake:
                if wake not in self._waiting:
                    self._waiting.append(wake)
                return None
            now = time.perf_counter()
            for other in [other for other, entry in self._loaded.items() if entry.goes(now)]:
                del self._loaded[other]
            entry = self._loaded.get(name)
            if entry is None:
                if not self._make_room(self._models[name].memory):
                    if not self._waiting:
                        self._waiting.append(wake)
                    return None
                entry = self._loaded[name] = _Loaded(now, now + self._models[name].load)
            entry.users.append(wake)
            if keep_alive is not None:
                entry.stays = keep_alive
            if self._waiting:
                self._waiting.popleft()
            following = list(self._waiting)[:1]
        _call(following)
        return entry

    def _make_room(self, share: float) -> bool:
        """Unload what is idle, and goes soonest, until there is room."""
        while sum(self._models[name].memory for name in self._loaded) + share > 1 + 1e-9:
            idle = [name for name, entry in self._loaded.items() if not entry.users]
            if not idle:
                return not self._loaded  # larger than the memory: it is alone there
            del self._loaded[min(idle, key=lambda name: self._loaded[name].until)]
        return True

    def _leave(self, name: str, wake: _Wake) -> None:
        """It has its answer, or has given up."""
        now, told = time.perf_counter(), []
        with self._lock:
            entry = self._loaded.get(name)
            if wake in self._waiting:
                if self._waiting[0] is wake:
                    told = list(self._waiting)[1:2]
                self._waiting.remove(wake)
            elif entry and wake in entry.users:
                loads = entry.users[0] is wake and entry.ready > now + _GRAIN
                entry.users.remove(wake)
                entry.until = now + entry.stays
                if loads:
                    told = entry.users
                    del self._loaded[name]
                if not entry.users or loads:
                    told = told + list(self._waiting)[:1]
        _call(told)


def _call(told: Iterable[_Wake]) -> None:
    for wake in told:
        wake()
