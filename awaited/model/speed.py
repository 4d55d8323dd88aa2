"""How fast a model is, how many requests it answers at a time, and how many in a minute."""

import asyncio
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from awaited.model.failures import Busy, RateLimited
from awaited.model.tables import check


@dataclass(frozen=True)
class Speed:
    """How fast a model is, and how much it takes on.

    Args:
        first_token: Seconds to the first token.
        per_token: Seconds between two tokens.
        slots: Requests served at once; the others queue. 0: no limit.
        queue: Requests that may queue for a slot; one more is refused with status 503.
        requests_per_minute: Requests beyond these are refused with status 429. 0: no limit.
        tokens_per_minute: Tokens, of prompts and answers, beyond which a request is refused with status 429. 0: no limit.
        load: Seconds that it takes to load the model when it is not in memory. It stays there for five minutes after a request, or as long
            as that said (``keep_alive``).
        memory: The part of the server's memory that it fills, from 0 to 1. Where two do not fit together, the idle one goes.
    """

    first_token: float = 0.6
    per_token: float = 0.1
    slots: int = 0
    queue: int = 512  # Ollama's own default (OLLAMA_MAX_QUEUE)
    requests_per_minute: int = 0
    tokens_per_minute: int = 0
    load: float = 0.0
    memory: float = 0.0


def speed(name: str, given: Any) -> Speed:
    """Read a model's speed as it may be written: the fields of a ``Speed``.

    Args:
        name: The model's name, for the words of an error.
        given: The fields.

    Raises:
        WrongTable: They are none.
    """
    check(f"the model {name!r}", given, Speed)
    return Speed(**given)


class Slots:
    """A queue for a limited number of places, first come first served, for threads and tasks alike.

    Args:
        free: How many places there are.
        queue: How many may wait for one.
    """

    def __init__(self, free: int, queue: int) -> None:
        self._free = free
        self._queue = queue
        # Invariant: nobody waits while holding it. On the stage it may be a lock of the process, on which a fiber must not park.
        self._lock = threading.Lock()
        self._waiting: deque[Any] = deque()

    def _take(self, ticket: Any) -> bool:
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return True
            if len(self._waiting) >= self._queue:
                raise Busy
            self._waiting.append(ticket)
            return False

    def acquire(self) -> None:
        """Take a place, blocking the thread until there is one.

        Raises:
            Busy: The queue is full.
        """
        event = threading.Event()
        if not self._take(event.set):
            event.wait()

    async def aacquire(self) -> None:
        """Take a place, giving way to other tasks until there is one.

        Raises:
            Busy: The queue is full.
        """
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()

        def settle() -> None:
            if not turn.done():
                turn.set_result(None)

        def wake() -> None:
            loop.call_soon_threadsafe(settle)

        if self._take(wake):
            return
        try:
            await turn
        except asyncio.CancelledError:
            with self._lock:
                waiting = wake in self._waiting
                if waiting:
                    self._waiting.remove(wake)
            if not waiting:  # the place had been given to us already
                self.release()
            raise

    def release(self) -> None:
        """Give a place back."""
        with self._lock:
            wake = self._waiting.popleft() if self._waiting else None
            if wake is None:
                self._free += 1
        if wake is not None:
            wake()


class _Bucket:
    """So much a minute: it is full at first, and fills itself evenly, as OpenAI's limits do.

    Args:
        size: How much it holds, and how much comes in a minute.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._content = float(size)
        self._at = time.perf_counter()

    def refill(self) -> float:
        now = time.perf_counter()
        self._content = min(self.size, self._content + (now - self._at) * self.size / 60)
        self._at = now
        return self._content

    def lacks(self, amount: float) -> float:
        """Seconds until there is enough; 0 if there is."""
        # What is a rounding error short is enough: who waits as long as he was told must be let in.
        missing = min(amount, self.size) - self.refill()
        return missing * 60 / self.size if missing > 1e-6 else 0.0

    def take(self, amount: float) -> None:
        self._content -= amount


class Limits:
    """A model's limits of requests and tokens a minute.

    Args:
        speed: The model's.
    """

    def __init__(self, speed: Speed) -> None:
        self._buckets = {
            kind: _Bucket(size)
            for kind, size in (("requests", speed.requests_per_minute), ("tokens", speed.tokens_per_minute))
            if size
        }
        self._lock = threading.Lock()  # Invariant: as for Slots

    def admit(self, model: str, tokens: int) -> None:
        """Count a request.

        Args:
            model: The name that the model is asked for by.
            tokens: How many tokens the request and its answer have.

        Raises:
            RateLimited: It is one too many; it is not counted.
        """
        amounts = {"requests": 1, "tokens": tokens}
        with self._lock:
            for kind, bucket in self._buckets.items():
                if wait := bucket.lacks(amounts[kind]):
                    used = bucket.size - int(bucket.refill())
                    raise RateLimited(model, kind, bucket.size, used, amounts[kind], wait)
            for kind, bucket in self._buckets.items():
                bucket.take(amounts[kind])

    def left(self) -> dict[str, tuple[int, int, float]]:
        """By kind: the limit, what is left of it, and the seconds until all of it is there again."""
        with self._lock:
            return {
                kind: (bucket.size, max(0, int(bucket.refill() + 1e-6)), bucket.lacks(bucket.size))
                for kind, bucket in self._buckets.items()
            }
