"""Threads, locks and clocks of the standard library, on a ``Scheduler``.

Only the lowest layer is replaced: what ``_thread`` and ``time`` offer. Everything above it (``threading.Condition``,
``Event``, ``Timer``, ``queue``, ``concurrent.futures``, ``asyncio.to_thread``) is the unmodified standard library,
which looks these names up each time it uses them.

The functions here ask ``scheduler`` which scheduler is on. Off the stage, and in threads that are not the
stage's (those of a test runner, say), they do what the originals do.
"""

import _thread
import _threading_local
import asyncio
import concurrent.futures.thread
import itertools
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from awaited.stage.loop import EventLoop, Policy, Task, in_order
from awaited.stage.scheduler import NANOSECONDS, Parking, Scheduler

EPOCH = 1_767_225_600
"""What ``time.time()`` starts from on the stage: 1 January 2026, in seconds since 1970."""

_sleep = time.sleep
_get_ident = _thread.get_ident
_allocate_lock = _thread.allocate_lock
_start_new_thread = _thread.start_new_thread

_scheduler: Scheduler | None = None
_owner: int | None = None
"""The operating-system thread that the scheduler's fibers live in."""


def scheduler() -> Scheduler | None:
    """The scheduler that the calling code runs on, if any."""
    return _scheduler if _owner == _get_ident() else None


def sleep(seconds: float, /) -> None:
    """``time.sleep``."""
    if (on := scheduler()) is None:
        _sleep(seconds)
    elif seconds < 0:
        raise ValueError("sleep length must be non-negative")
    elif seconds == 0:
        on.give_way()
    else:
        on.park(Parking(on), seconds, f"time.sleep({seconds:g})")


def get_ident() -> int:
    """``threading.get_ident``."""
    return _get_ident() if (on := scheduler()) is None else on.current.ident


class Lock:
    """``threading.Lock``: those who wait are woken in the order in which they came, and whoever is quicker may have it before them."""

    def __init__(self) -> None:
        self._held = False
        self._waiting: deque[Parking] = deque()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if not blocking and timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        if timeout < 0 and timeout != -1:
            raise ValueError("timeout value must be positive")
        if not self._held:
            self._held = True
            return True
        if not blocking or timeout == 0:
            return False
        if (on := scheduler()) is None:
            raise RuntimeError("this lock was left locked by a program that has ended")
        # A nanosecond late: whoever computes what is left of a time-out must not find the clock just short of its end, for ever.
        until = None if timeout < 0 else on.clock.now / NANOSECONDS + timeout + 1 / NANOSECONDS
        first = False
        while True:
            parking = Parking(on)
            (self._waiting.appendleft if first else self._waiting.append)(parking)
            left = None if until is None else max(0.0, until - on.clock.now / NANOSECONDS)
            woken = on.park(parking, left, "a lock")
            if not self._held:
                self._held = True
                return True
            if not woken:
                return False
            first = True  # somebody else was quicker

    def release(self) -> None:
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False
        while self._waiting:
            if self._waiting.popleft().wake():
                return

    def locked(self) -> bool:
        return self._held

    def _at_fork_reinit(self) -> None:
        self.__init__()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc: object) -> None:
        self.release()

    # Names of Python 2 that the standard library still uses in places.
    acquire_lock = acquire
    release_lock = release
    locked_lock = locked


def allocate_lock() -> object:
    """``threading.Lock()``: ours on the stage, the real one elsewhere."""
    return _allocate_lock() if scheduler() is None else Lock()


def start_new_thread(function: Callable, args: tuple = (), kwargs: dict | None = None) -> int:
    """``_thread.start_new_thread``, with which Python 3.11 and 3.12 start every thread."""
    if (on := scheduler()) is None:
        return _start_new_thread(function, args, kwargs or {})

    def run() -> None:
        try:
            function(*args, **(kwargs or {}))
        finally:
            # The lock that tells join() that the thread has ended; CPython releases it in C.
            if (sentinel := _sentinels.pop(fiber.ident, None)) is not None and sentinel.locked():
                sentinel.release()

    fiber = on.spawn(run)
    return fiber.ident


_sentinels: dict[int, Lock] = {}


def _set_sentinel() -> object:
    if (on := scheduler()) is None:
        return _original_set_sentinel()
    lock = _sentinels[on.current.ident] = Lock()
    return lock


_original_set_sentinel = getattr(_thread, "_set_sentinel", None)


class _ThreadHandle:
    """``_thread._ThreadHandle``, by which Python 3.13 and newer know a thread."""

    def __init__(self) -> None:
        self.ident: int | None = None
        self._running = Lock()

    def _set_done(self) -> None:
        self._running = Lock()

    def is_done(self) -> bool:
        return not self._running.locked()

    def join(self, timeout: float | None = None) -> None:
        if self._running.acquire(timeout=-1 if timeout is None else max(timeout, 0)):
            self._running.release()


_original_handle = getattr(_thread, "_ThreadHandle", None)
_original_start = getattr(_thread, "start_joinable_thread", None)


def _make_handle() -> object:
    return _original_handle() if scheduler() is None else _ThreadHandle()


def _start_joinable_thread(function: Callable, handle: object = None, daemon: bool = True) -> object:
    if (on := scheduler()) is None:
        return _original_start(function, handle=handle, daemon=daemon)
    handle = _ThreadHandle() if handle is None else handle
    handle._running.acquire()

    def run() -> None:
        try:
            function()
        finally:
            handle._running.release()

    handle.ident = on.spawn(run).ident
    return handle


def _clock(original: Callable, epoch: int, unit: int) -> Callable:
    """A clock of ``time``: ``epoch`` is what it starts from in seconds, ``unit`` how many nanoseconds it counts in."""

    def read() -> float | int:
        if (on := scheduler()) is None:
            return original()
        nanoseconds = epoch * NANOSECONDS + on.clock.now
        return nanoseconds if unit == 1 else nanoseconds / unit

    read.__name__ = read.__qualname__ = original.__name__
    return read


_TIME: dict[str, Callable] = {"sleep": sleep}
for _name, _epoch in [("monotonic", 0), ("perf_counter", 0), ("time", EPOCH)]:
    _TIME[_name] = _clock(getattr(time, _name), _epoch, NANOSECONDS)
    _TIME[_name + "_ns"] = _clock(getattr(time, _name + "_ns"), _epoch, 1)
_ORIGINAL_TIME = {id(getattr(time, name)): name for name in _TIME}

_copies: list[tuple[dict, str, str]] = []
_scanned: set[str] = set()


def _copies_of_time() -> list[tuple[dict, str, str]]:
    """Where a module holds a function of ``time`` under a name of its own (``from time import monotonic as now``).

    Each module is looked through once in the life of the process. The keepers of real time are left alone.
    """
    for name in sorted(sys.modules.keys() - _scanned):
        _scanned.add(name)
        module = sys.modules[name]
        if name in {"time", __name__} or name.startswith(("_pytest", "pytest", "xdist", "execnet", "subprocess")):
            continue
        for key, value in list(vars(module).items()) if hasattr(module, "__dict__") else ():
            if (original := _ORIGINAL_TIME.get(id(value))) is not None:
                _copies.append((vars(module), key, original))
    return _copies


@contextmanager
def installed(on: Scheduler) -> Iterator[None]:
    """Make ``on`` the scheduler of every thread, lock, clock and event loop that is used within the context."""
    global _scheduler, _owner
    if _scheduler is not None:
        raise RuntimeError("the stage is already set: stages do not nest")
    replaced: list[tuple[object, str, object]] = []

    def put(owner: object, name: str, value: object) -> None:
        replaced.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)

    for name, function in _TIME.items():
        put(time, name, function)
    copies = _copies_of_time()
    for namespace, key, name in copies:
        namespace[key] = _TIME[name]
    for module, names in {_thread: ("allocate_lock",), threading: ("_allocate_lock", "Lock")}.items():
        for name in names:
            put(module, name, allocate_lock)
    put(threading, "_CRLock", None)
    put(threading, "RLock", threading._PyRLock)
    put(threading, "local", _threading_local.local)
    put(queue, "SimpleQueue", queue._PySimpleQueue)
    for module in (_thread, threading):
        put(module, "get_ident", get_ident)
    put(threading, "get_native_id", get_ident)
    if sys.version_info >= (3, 13):
        put(threading, "_ThreadHandle", _make_handle)
        put(threading, "_start_joinable_thread", _start_joinable_thread)
    else:
        put(threading, "_start_new_thread", start_new_thread)
        put(threading, "_set_sentinel", _set_sentinel)
    # Names that CPython numbers from one in every process; here in every run.
    put(threading, "_counter", itertools.count(1).__next__)
    put(concurrent.futures.thread.ThreadPoolExecutor, "_counter", itertools.count().__next__)
    # Held while a pool starts a thread, so that others come to wait for it.
    put(concurrent.futures.thread, "_global_shutdown_lock", Lock())
    for module in (asyncio, asyncio.events):
        put(module, "new_event_loop", EventLoop)
    put(asyncio.events, "_event_loop_policy", Policy())
    put(asyncio, "SelectorEventLoop", EventLoop)
    for module in (asyncio, asyncio.tasks):
        put(module, "as_completed", in_order(module.as_completed))
    # Futures, too, are kept in sets; see awaited.stage.loop.Task.
    numbers = itertools.count(1)
    put(concurrent.futures.Future, "__hash__", lambda future: vars(future).setdefault("_number", next(numbers)))
    _scheduler, _owner = on, _get_ident()
    Task.numbers = itertools.count(1)
    EventLoop.task_names = itertools.count(1)
    EventLoop.scheduler = on
    try:
        yield
    finally:
        on.close()
        _scheduler = _owner = None
        for owner, name, value in reversed(replaced):
            setattr(owner, name, value)
        for namespace, key, name in copies:
            namespace[key] = getattr(time, name)
