"""Files of the machine, as far as time has to do with them: when they were written, and who waits for the lock of one.

What has changed since the program began shows the stage's time. The operating system writes its own time, which is months away from the stage's: a file that a program has just written would come from
the future, and a log that begins anew each hour never would. When within the run it was written is not told; so it is as old as the
program's first look at it. Files from before the run keep their times.

A fiber that finds a file locked (``fcntl.flock``) waits in virtual time: the operating system would stop all of them.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from awaited.stage.clocks import EPOCH
from awaited.stage.patches import Patch
from awaited.stage.scheduler import NANOSECONDS, Parking, Scheduler
from awaited.stage.threads import scheduler

fcntl: Any = None
with contextlib.suppress(ImportError):  # Windows has none
    import fcntl

_now = time.time_ns
GRAIN = 20_000_000
"""Nanoseconds by which the time of a file may lag behind the clock: the operating system takes it off a coarse one."""


class _Times:
    """What the files that are written in one run show.

    Args:
        on: Whose clock it is.
    """

    def __init__(self, on: Scheduler) -> None:
        self._on = on
        self._began = _now() - GRAIN
        self._seen: dict[tuple[int, int, int], int] = {}
        """By device, file and time of the machine: what the stage's clock showed at the first look."""

    def shown(self, found: os.stat_result) -> os.stat_result:
        """The same with times of the stage."""
        if max(found.st_mtime_ns, found.st_ctime_ns, found.st_atime_ns) < self._began:
            return found
        parts: Any = found.__reduce__()
        plain, named = [*parts[1][0]], {**parts[1][1]}
        for place, name in ((7, "st_atime"), (8, "st_mtime"), (9, "st_ctime")):
            moment = getattr(found, f"{name}_ns")
            if moment >= self._began:
                key = found.st_dev, found.st_ino, moment
                moment = self._seen.setdefault(key, EPOCH * NANOSECONDS + self._on.clock.now)
                plain[place], named[name], named[f"{name}_ns"] = moment // NANOSECONDS, moment / NANOSECONDS, moment
        return os.stat_result(plain, named)

    def look(self, original: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
        """``os.stat`` and those like it."""

        def either(*args: Any, **kwargs: Any) -> os.stat_result:
            found = original(*args, **kwargs)
            return found if scheduler() is None else self.shown(found)

        either.__name__ = either.__qualname__ = original.__name__
        return either


def patches(on: Scheduler) -> Iterator[Patch]:
    """What is replaced in ``os``, above what the network does with its descriptors."""
    times = _Times(on)
    for name in ("stat", "lstat", "fstat"):
        # Not so what has copies of them: imports look by the machine's dates whether a folder has changed.
        yield Patch(os, name, times.look(getattr(os, name)), "files are as old as the program believes", copies=False)
    if hasattr(fcntl, "flock"):
        yield Patch(fcntl, "flock", _flock(fcntl.flock), "a fiber that waits for a lock is parked")


LOOKS_AGAIN = 0.01
"""Seconds after which a fiber that waits for a file's lock looks again: who closes the file lets go of it without a word."""


def _flock(original: Callable[[Any, int], None]) -> Callable[[Any, int], None]:
    waiting: list[Parking] = []

    def flock(fd: Any, operation: int, /) -> None:
        on = scheduler()
        if on is None or operation & (fcntl.LOCK_NB | fcntl.LOCK_UN):
            original(fd, operation)
            while on is not None and operation & fcntl.LOCK_UN and waiting:
                if waiting.pop(0).wake():
                    break
            return
        while True:
            try:
                original(fd, operation | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting.append(parking := Parking(on))
                on.park(parking, LOOKS_AGAIN, "the lock of a file")
            else:
                return

    return flock
