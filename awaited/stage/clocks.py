"""Clocks and calendars on a ``Scheduler``: ``time`` and ``datetime`` show virtual time.

Only waiting takes time on the stage. A program that waits by looking at the clock again and again would wait for ever, so looking
takes time as well, once it is done very often within one moment: see ``awaited.stage.scheduler.FREE_READINGS``.
"""

import asyncio
import datetime
import math
import operator
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from awaited.stage.patches import Patch
from awaited.stage.scheduler import NANOSECONDS, Parking, Scheduler
from awaited.stage.threads import scheduler

EPOCH = 1_767_225_600
"""What ``time.time()`` starts from on the stage: 1 January 2026, in seconds since 1970."""

LONGEST = 2**63 // NANOSECONDS
"""Seconds that CPython can sleep at most."""

_sleep = time.sleep


def sleep(seconds: float, /) -> None:
    """``time.sleep``."""
    if (on := scheduler()) is None:
        _sleep(seconds)
        return
    if not isinstance(seconds, float):
        seconds = operator.index(seconds)
    if math.isnan(seconds):
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if seconds > LONGEST:
        raise OverflowError("timestamp out of range for platform time_t")
    if seconds == 0:
        on.give_way()
    else:
        seconds += on.late(seconds)
        on.park(Parking(on), seconds, f"time.sleep({seconds:g})")


def sched_yield() -> None:
    """``os.sched_yield``."""
    if (on := scheduler()) is None:
        _sched_yield()
    else:
        on.give_way()


_sched_yield: Any = getattr(os, "sched_yield", None)


def _clock(original: Callable, epoch: int, unit: int) -> Callable:
    """A clock of ``time``: ``epoch`` is what it starts from in seconds, ``unit`` how many nanoseconds it counts in."""

    def read() -> float | int:
        if (on := scheduler()) is None:
            return original()
        nanoseconds = epoch * NANOSECONDS + on.read_clock()
        return nanoseconds if unit == 1 else nanoseconds / unit

    read.__name__ = read.__qualname__ = original.__name__
    return read


_CLOCKS: dict[str, Callable] = {}
for _name, _epoch in [("monotonic", 0), ("perf_counter", 0), ("time", EPOCH), ("process_time", 0), ("thread_time", 0)]:
    if hasattr(time, _name):
        _CLOCKS[_name] = _clock(getattr(time, _name), _epoch, NANOSECONDS)
        _CLOCKS[_name + "_ns"] = _clock(getattr(time, _name + "_ns"), _epoch, 1)

_localtime, _gmtime, _ctime, _asctime, _strftime = time.localtime, time.gmtime, time.ctime, time.asctime, time.strftime


def _seconds() -> float | None:
    """Seconds since 1970 on the stage; None elsewhere."""
    return None if (on := scheduler()) is None else EPOCH + on.read_clock() / NANOSECONDS


def localtime(seconds: float | None = None, /) -> time.struct_time:
    return _localtime(_seconds() if seconds is None else seconds)


def gmtime(seconds: float | None = None, /) -> time.struct_time:
    return _gmtime(_seconds() if seconds is None else seconds)


def ctime(seconds: float | None = None, /) -> str:
    return _ctime(_seconds() if seconds is None else seconds)


def asctime(*moment: Any) -> str:
    return _asctime(*(moment or (localtime(),)))


def strftime(form: str, *moment: Any) -> str:
    return _strftime(form, *(moment or (localtime(),)))


def _clock_gettime(original: Callable, unit: int) -> Callable:
    wall = {getattr(time, name) for name in ("CLOCK_REALTIME", "CLOCK_TAI") if hasattr(time, name)}

    def clock_gettime(number: int, /) -> float | int:
        if (on := scheduler()) is None:
            return original(number)
        nanoseconds = (EPOCH * NANOSECONDS if number in wall else 0) + on.read_clock()
        return nanoseconds if unit == 1 else nanoseconds / unit

    return clock_gettime


_DATETIME = {name: vars(datetime.datetime)[name] for name in ("now", "utcnow")}
_TODAY = vars(datetime.date)["today"]


def _since_epoch(on: Scheduler) -> tuple[int, int]:
    seconds, nanoseconds = divmod(on.read_clock(), NANOSECONDS)
    return EPOCH + seconds, nanoseconds // 1000


def now(cls: type[datetime.datetime], tz: datetime.tzinfo | None = None) -> datetime.datetime:
    """``datetime.now``."""
    if (on := scheduler()) is None:
        return _DATETIME["now"].__get__(None, cls)(tz)
    seconds, microseconds = _since_epoch(on)
    return cls.fromtimestamp(seconds, tz).replace(microsecond=microseconds)


def utcnow(cls: type[datetime.datetime]) -> datetime.datetime:
    """``datetime.utcnow``."""
    if (on := scheduler()) is None:
        return _DATETIME["utcnow"].__get__(None, cls)()
    seconds, microseconds = _since_epoch(on)
    moment = _gmtime(seconds)
    return cls(*moment[:6], microseconds)


def today(cls: Any) -> Any:
    """``date.today``, which ``datetime`` inherits."""
    if (on := scheduler()) is None:
        return _TODAY.__get__(None, cls)()
    if issubclass(cls, datetime.datetime):
        return now(cls)
    return cls.fromtimestamp(_since_epoch(on)[0])


_loop_time = asyncio.BaseEventLoop.time


def _time_of_loop(loop: asyncio.BaseEventLoop) -> float:
    """``loop.time``. An event loop reads the clock in each of its turns, which is no waiting."""
    return _loop_time(loop) if (on := scheduler()) is None else on.clock.now / NANOSECONDS


def patches(on: Scheduler) -> Iterator[Patch]:
    """What makes clocks show the time of ``on``."""
    yield Patch(time, "sleep", sleep, "waiting costs nothing")
    if hasattr(os, "sched_yield"):
        yield Patch(os, "sched_yield", sched_yield, "fibers give way to each other")
    for name, clock in _CLOCKS.items():
        yield Patch(time, name, clock, "time is virtual")
    for function in (localtime, gmtime, ctime, asctime, strftime):
        yield Patch(time, function.__name__, function, "the date is the stage's")
    if hasattr(time, "clock_gettime"):
        yield Patch(time, "clock_gettime", _clock_gettime(time.clock_gettime, NANOSECONDS), "time is virtual")
        yield Patch(time, "clock_gettime_ns", _clock_gettime(time.clock_gettime_ns, 1), "time is virtual")
    yield Patch(datetime.datetime, "now", classmethod(now), "the date is the stage's")
    yield Patch(datetime.datetime, "utcnow", classmethod(utcnow), "the date is the stage's")
    yield Patch(datetime.date, "today", classmethod(today), "the date is the stage's")
    yield Patch(asyncio.BaseEventLoop, "time", _time_of_loop, "an event loop's own readings do not count")
