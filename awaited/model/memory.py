"""Which models are in the server's memory: the first request to one loads it, and what is not asked for a while goes.

Source: Ollama's scheduler (its ``server/sched.go``) and FAQ. One request after the other is let in, in the order in which they came: who needs a
model that does not fit waits until another one is idle, and whoever comes later waits behind.
"""

import asyncio
import math
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from awaited.model.speed import Speed

KEEP_ALIVE = 300.0
"""Seconds for which a model stays without being asked (Ollama's own default, OLLAMA_KEEP_ALIVE)."""


@dataclass
class _Loaded:
    """A model in memory."""

    ready: float
    """When it has been loaded."""
    asked: int = 0
    """How many requests use it."""
    until: float = math.inf
    """When it goes, if nobody asks it again."""

    def goes(self, now: float) -> bool:
        return not self.asked and self.until <= now


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
                name: math.inf if entry.asked else entry.until - now
                for name, entry in self._loaded.items()
                if not entry.goes(now)
            }

    @contextmanager
    def holding(self, name: str, keep_alive: float) -> Iterator[float]:
        """Have a model in memory for the length of the context, blocking the thread until it is there.

        Args:
            name: The model.
            keep_alive: Seconds for which it stays afterwards.

        Yields:
            How many seconds it took to load it; 0 where it was there.
        """
        if name not in self._models:
            yield 0.0
            return
        event = threading.Event()
        wake = event.set  # one object, by which its place is known
        while (wait := self._enter(name, wake)) is None:
            event.wait()
            event.clear()
        try:
            if wait:
                time.sleep(wait)
            yield wait
        finally:
            self._leave(name, keep_alive)

    @asynccontextmanager
    async def aholding(self, name: str, keep_alive: float) -> AsyncIterator[float]:
        """The same, giving way to other tasks."""
        if name not in self._models:
            yield 0.0
            return
        loop, event = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(event.set)

        while (wait := self._enter(name, wake)) is None:
            try:
                await event.wait()
            except asyncio.CancelledError:
                self._give_up(wake)
                raise
            event.clear()
        try:
            if wait:
                await asyncio.sleep(wait)
            yield wait
        finally:
            self._leave(name, keep_alive)

    def _enter(self, name: str, wake: Callable[[], None]) -> float | None:
        """Use a model: how many seconds are left until it is loaded. None: it does not fit, and ``wake`` is called when it is worth another try."""
        now = time.perf_counter()
        with self._lock:
            if self._waiting and self._waiting[0] is not wake:
                if wake not in self._waiting:
                    self._waiting.append(wake)
                return None
            for other in [other for other, entry in self._loaded.items() if entry.goes(now)]:
                del self._loaded[other]
            entry = self._loaded.get(name)
            if entry is None:
                if not self._make_room(self._models[name].memory):
                    if not self._waiting:
                        self._waiting.append(wake)
                    return None
                entry = self._loaded[name] = _Loaded(now + self._models[name].load)
            entry.asked += 1
            if self._waiting:
                self._waiting.popleft()
            following = self._waiting[0] if self._waiting else None
        if following is not None:
            following()
        return max(0.0, entry.ready - now)

    def _make_room(self, share: float) -> bool:
        """Unload what is idle, and goes soonest, until there is room."""
        while sum(self._models[name].memory for name in self._loaded) + share > 1 + 1e-9:
            idle = [name for name, entry in self._loaded.items() if not entry.asked]
            if not idle:
                return not self._loaded  # larger than the memory: it is alone there
            del self._loaded[min(idle, key=lambda name: self._loaded[name].until)]
        return True

    def _leave(self, name: str, keep_alive: float) -> None:
        with self._lock:
            entry = self._loaded[name]
            entry.asked -= 1
            entry.until = time.perf_counter() + keep_alive
            following = self._waiting[0] if self._waiting and not entry.asked else None
        if following is not None:
            following()

    def _give_up(self, wake: Callable[[], None]) -> None:
        with self._lock:
            first = bool(self._waiting) and self._waiting[0] is wake
            if wake in self._waiting:
                self._waiting.remove(wake)
            following = self._waiting[0] if first and self._waiting else None
        if following is not None:
            following()
