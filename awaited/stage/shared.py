"""What ``multiprocessing`` offers to the threads of one process: pipes, queues, locks, ``multiprocessing.pool.ThreadPool``.

There are no other processes on the stage. But a ``ThreadPool`` has a queue of that package's inside, and programs of threads use its locks
and queues (tqdm has one). All of them are pipes and semaphores below: the pipes are the network's, and a fiber that finds a
semaphore taken is parked.
"""

import os
import sys
import traceback
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from awaited.stage import polling, threads
from awaited.stage.patches import Patch

_SemLock: Any = None
with suppress(ImportError, KeyError):  # a web page has none of it, and Windows other pipes
    import _multiprocessing  # type: ignore[import-not-found]
    import multiprocessing.connection as connection
    import multiprocessing.resource_tracker as resource_tracker
    import multiprocessing.util as util

    _Selector: Any = vars(connection)["_WaitSelector"]
    _SemLock = _multiprocessing.SemLock

_RECURSIVE = 0
"""The kind of a semaphore that its owner can take again, as the package numbers them."""


class _Semaphores:
    """The methods of the semaphores that are written in C. Invariant, as in ``threads``: to C, all fibers are one thread."""

    def __init__(self) -> None:
        self._taken: dict[int, list[tuple[Any, int]]] = {}
        """By the identity of a semaphore: itself and the fiber, for each time that it was taken and not released."""
        self._original: dict[str, Any] = {name: vars(_SemLock)[name] for name in self.methods()}

    def methods(self) -> dict[str, Callable[..., Any]]:
        """What is replaced, by name."""
        return {
            "acquire": lambda lock, block=True, timeout=None: self._acquire(lock, block, timeout),
            "__enter__": lambda lock: self._acquire(lock, True, None),
            "release": lambda lock: self._release(lock),
            "__exit__": lambda lock, *exc: self._release(lock),
            "_is_mine": lambda lock: self._is_mine(lock),
            "_count": lambda lock: self._count(lock),
        }

    def _acquire(self, lock: Any, block: bool, timeout: float | None) -> bool:
        on, acquire = threads.scheduler(), self._original["acquire"]
        if on is None:
            return acquire(lock, block, timeout)
        mine = on.current.ident

        def take() -> bool:
            if lock.kind == _RECURSIVE and self._count(lock) and not self._is_mine(lock):
                return False
            if not acquire(lock, False):
                return False
            self._taken.setdefault(id(lock), []).append((lock, mine))
            return True

        if take():
            return True
        if not block or (timeout is not None and timeout <= 0):
            return False
        return threads.wait(on, lock, -1 if timeout is None else timeout, take, "a lock")

    def _release(self, lock: Any) -> None:
        on_stage = threads.scheduler() is not None
        if on_stage and lock.kind == _RECURSIVE and not self._is_mine(lock):
            raise AssertionError("attempt to release recursive lock not owned by thread")
        self._original["release"](lock)
        if on_stage:
            if (taken := self._taken.get(id(lock))) is not None:
                taken.pop()
                if not taken:
                    del self._taken[id(lock)]
            threads.wake(lock)

    def _is_mine(self, lock: Any) -> bool:
        if threads.scheduler() is None:
            return bool(self._original["_is_mine"](lock))
        taken = self._taken.get(id(lock))
        return bool(taken) and taken[-1][1] == threads.get_ident()  # type: ignore[index]

    def _count(self, lock: Any) -> int:
        return self._original["_count"](lock) if threads.scheduler() is None else len(self._taken.get(id(lock), ()))

    def let_go(self) -> None:
        """What a program has left locked must not stop the next one."""
        while self._taken:
            for lock, _ in self._taken.popitem()[1]:
                self._original["release"](lock)


class Shared:
    """What a program makes with ``multiprocessing``, in the length of a run."""

    def __init__(self) -> None:
        self._semaphores = _Semaphores() if _SemLock is not None else None
        self._resources: dict[tuple[str, str], None] = {}
        """What is to be taken away at the end, by name and kind: a piece of memory that nobody has unlinked."""
        self._connections: weakref.WeakSet[Any] = weakref.WeakSet()
        self._before = set(_finalizers())

    def patches(self) -> Iterator[Patch]:
        """What is replaced."""
        if self._semaphores is None:
            return
        for name, method in self._semaphores.methods().items():
            yield Patch(_SemLock, name, method, "a fiber that waits is parked, whenever the semaphore was made")
        if (module := sys.modules.get("multiprocessing.synchronize")) is not None:
            for owner, inner in ((module.SemLock, "_semlock"), (module.Condition, "_lock")):
                for name in ("acquire", "release"):
                    yield Patch(
                        owner, name, _of_what_is_inside(inner, name), "each has the methods that it found when it was made"
                    )
        kind: Any = connection.Connection
        send, receive = kind._send, kind._recv
        # Their defaults are the functions that `os` had before the stage.
        yield Patch(kind, "_close", lambda self: os.close(self._handle), "its pipes are the network's")
        yield Patch(kind, "_send", lambda self, data: send(self, data, os.write), "its pipes are the network's")
        yield Patch(kind, "_recv", lambda self, size: receive(self, size, os.read), "its pipes are the network's")
        begin = kind.__init__

        def begun(this: Any, *args: Any, **kwargs: Any) -> None:
            begin(this, *args, **kwargs)
            if threads.scheduler() is not None:
                self._connections.add(this)

        yield Patch(kind, "__init__", begun, "what outlives the run is closed")
        selector = polling.SELECTORS[_Selector.__name__]
        yield Patch(connection, "_WaitSelector", selector, "its pipes are the network's", copies=False)
        tracker: Any = resource_tracker.ResourceTracker
        yield Patch(tracker, "_send", self._told(tracker._send), "it starts a process")
        finish = util.Finalize.__call__

        def finished(finalizer: Any, wr: Any = None) -> Any:
            return finish(finalizer, wr, getpid=lambda: finalizer._pid)

        yield Patch(util.Finalize, "__call__", finished, "it is still in the process that made it")

    def _told(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Note what is told to the process that takes away what others forget."""

        def _send(tracker: Any, command: str, name: str, kind: str) -> None:
            if threads.scheduler() is None:
                original(tracker, command, name, kind)
            elif command == "REGISTER":
                self._resources[name, kind] = None
            else:
                self._resources.pop((name, kind), None)

        return _send

    def end(self) -> None:
        """What the package does at the end of a process: it ends pools, and lets queues empty themselves."""
        left = [key for key in _finalizers().keys() - self._before if key[0] is not None]
        for key in sorted(left, reverse=True):
            if (finalizer := _finalizers().get(key)) is not None:
                try:
                    finalizer()
                except Exception:
                    traceback.print_exc()

    def let_go(self) -> None:
        """Nothing of it is there for the next program."""
        for left in self._connections:
            left._handle = None  # whose pipe is gone
        for key in _finalizers().keys() - self._before:
            del _finalizers()[key]
        for name, kind in self._resources:
            with suppress(OSError):
                vars(resource_tracker)["_CLEANUP_FUNCS"][kind](name)
        self._resources.clear()
        if self._semaphores is not None:
            self._semaphores.let_go()


def _of_what_is_inside(inner: str, name: str) -> property:
    """A method of a lock: that which the lock within it has now."""
    return property(lambda lock: getattr(vars(lock)[inner], name), lambda lock, method: vars(lock).__setitem__(name, method))


def _finalizers() -> dict[tuple[int | None, int], Callable[[], object]]:
    """What the package calls at the end of a process, by how early and in which order."""
    return vars(util)["_finalizer_registry"] if _SemLock is not None else {}
