"""Waiting for several sockets and pipes at once: ``selectors``, ``select.select``, ``select.poll`` and ``select.epoll``.

``Selector`` keeps CPython's own books (``_BaseSelectorImpl``) and is told by each socket that changes, as epoll is by the kernel: its cost
is that of what has changed, not of what is registered. asyncio's ``SelectorEventLoop`` runs on it unmodified. The older functions look
through what they are given, as the real ones do.
"""

import asyncio
import errno
import gc
import os
import select
import selectors
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from awaited.stage import network as stage_network
from awaited.stage import ticks
from awaited.stage.choices import Tape
from awaited.stage.network import End, Network
from awaited.stage.patches import Patch
from awaited.stage.process import NotOnStage
from awaited.stage.scheduler import NANOSECONDS, Parking, Scheduler

_READ, _WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def _number(file: Any) -> int:
    if not isinstance(file, int) and not hasattr(file, "fileno"):
        raise TypeError("argument must be an int, or have a fileno() method.")
    number: int = file if isinstance(file, int) else file.fileno()
    if number < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({number})")
    return number


def _end(network: Network, fd: int) -> End:
    end = network.open.get(fd)
    if end is None:
        if fd < stage_network.FIRST_DESCRIPTOR:
            raise NotOnStage(errno.EPERM, f"the stage cannot wait for descriptor {fd}: it has sockets and pipes of its own alone")
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return end


class _Bell:
    """What an end keeps of a selector. Invariant: no end keeps a selector alive, as no kernel does; an event loop hangs on it."""

    __slots__ = ("_selector",)

    def __init__(self, selector: "_Selector") -> None:
        self._selector = weakref.ref(selector)

    def touch(self, fd: int) -> None:
        if (selector := self._selector()) is not None:
            selector.touch(fd)


class _Selector(selectors._BaseSelectorImpl):
    """A selector of the stage; the four classes of ``selectors`` differ in their names alone."""

    _original: type
    # CPython's own.
    _fd_to_key: dict[int, selectors.SelectorKey]
    _fileobj_lookup: Callable[[Any], int]

    def __new__(cls, *args: Any) -> Any:
        return super().__new__(cls) if stage_network.current() is not None else cls._original(*args)

    def __init__(self) -> None:
        super().__init__()
        self._network: Any = stage_network.current()
        # Invariant: what is ready is in here. What is here may be ready no longer: `_ready` looks, and takes it out.
        self._maybe: dict[int, None] = {}
        self._parking: Parking | None = None
        self._bell = _Bell(self)

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        key = super().register(fileobj, events, data)
        try:
            end = _end(self._network, key.fd)
        except OSError:
            super().unregister(fileobj)
            raise
        end.watchers[self._bell] = None
        self._maybe[key.fd] = None
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        key = super().unregister(fileobj)
        self._maybe.pop(key.fd, None)
        if (end := self._network.open.get(key.fd)) is not None:
            end.watchers.pop(self._bell, None)
        return key

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        key = self._fileobj_lookup(fileobj)
        before = self._fd_to_key.get(key)
        if before is None:
            raise KeyError(f"{fileobj!r} is not registered")
        changed = self._fd_to_key[key] = before._replace(events=events, data=data)
        self._maybe[key] = None
        return changed

    def close(self) -> None:
        for fd in list(self._fd_to_key):
            if (end := self._network.open.get(fd)) is not None:
                end.watchers.pop(self._bell, None)
        super().close()

    def fileno(self) -> int:
        """``EpollSelector.fileno``."""
        raise NotOnStage(errno.EBADF, "a selector of the stage has no descriptor of its own")

    def touch(self, fd: int) -> None:
        """A socket has changed."""
        # Invariant: an end knows one of its numbers; whoever duplicates a descriptor and waits for both looks at both.
        if fd in self._fd_to_key:
            self._maybe[fd] = None
        else:
            self._maybe.update(dict.fromkeys(self._fd_to_key))
        if self._parking is not None:
            self._parking.wake()

    def _ready(self) -> list[tuple[selectors.SelectorKey, int]]:
        found = []
        for fd in list(self._maybe):
            key, end = self._fd_to_key.get(fd), self._network.open.get(fd)
            events = 0
            if key is not None and end is not None:
                if key.events & _READ and end.readable():
                    events |= _READ
                if key.events & _WRITE and end.writable():
                    events |= _WRITE
            if key is not None and events:
                found.append((key, events))
            else:
                del self._maybe[fd]
        return found

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        scheduler = self._network.scheduler
        if (tape := scheduler.current_tape) is not None and not scheduler.closing:
            return self._in_order(self._select(timeout), tape)
        return self._select(timeout)

    def _in_order(self, found: list[tuple[selectors.SelectorKey, int]], tape: Tape) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready, in an order that a system may give it in."""
        if len(found) < 2:
            return found
        on = self._network.scheduler

        def about(value: float) -> str:
            return f"of {len(found)} things that reach the event loop at {on.seconds:g} s together, number {value + 1:g} is seen first"

        first = found.pop(int(tape.take("arrival", on.name, len(found), on.seconds, about)))
        return [first, *found]

    def _select(self, timeout: float | None) -> list[tuple[selectors.SelectorKey, int]]:
        scheduler = self._network.scheduler
        if (found := self._ready()) or (timeout is not None and timeout <= 0):
            if not scheduler.closing:
                scheduler.give_way()
            return found or self._ready()
        loop = asyncio._get_running_loop()
        mine = loop is not None and getattr(loop, "_selector", None) is self
        waits_for = "a task of its event loop" if mine else "a socket"
        looks_round = ticks.only_looks_round(loop) if loop is not None and mine else ticks.looks_round(sys._getframe(2))
        clock = scheduler.clock
        until = None if timeout is None else clock.now + max(1, round(timeout * NANOSECONDS))
        gives_up = None if looks_round else until
        if (tape := scheduler.current_tape) is not None and loop is not None and mine:
            at, gives_up = scheduler.seconds, ticks.gives_up(loop)
            if tape.take("collect", scheduler.name, 2, at, lambda _: f"garbage is collected at {at:g} s"):
                gc.collect()
        while not (found := self._ready()):
            left = None if until is None else until - clock.now
            if left is not None and left <= 0:
                break
            self._parking = Parking(scheduler, looks_round and timeout is not None, gives_up)
            try:
                scheduler.park(self._parking, None if left is None else left / NANOSECONDS, waits_for, own_loop=mine)
            finally:
                self._parking = None
        return found


def _class(original: type) -> type:
    """The stage's class of a selector: one for each of the real ones, so that each can be given back."""
    return type(original.__name__, (_Selector,), {"__module__": "selectors", "__doc__": _Selector.__doc__, "_original": original})


SELECTORS: dict[str, type] = {
    name: _class(getattr(selectors, name))
    for name in ("SelectSelector", "PollSelector", "EpollSelector", "KqueueSelector", "DevpollSelector")
    if hasattr(selectors, name)
}


class _Poll:
    """``select.poll``; times are milliseconds."""

    _UNIT = 1000
    _IN, _OUT, _HUP, _ERR, _NVAL = (getattr(select, f"POLL{n}", 0) for n in ("IN", "OUT", "HUP", "ERR", "NVAL"))
    _DEFAULT = _IN | _OUT | getattr(select, "POLLPRI", 0)

    def __init__(self) -> None:
        self._network: Any = stage_network.current()
        self._masks: dict[int, int] = {}

    def register(self, fd: Any, eventmask: int | None = None) -> None:
        number = _number(fd)
        _end(self._network, number)
        self._masks[number] = self._DEFAULT if eventmask is None else eventmask

    def modify(self, fd: Any, eventmask: int) -> None:
        if (number := _number(fd)) not in self._masks:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        self._masks[number] = eventmask

    def unregister(self, fd: Any) -> None:
        del self._masks[_number(fd)]

    def _ready(self) -> list[tuple[int, int]]:
        found = []
        for fd, mask in self._masks.items():
            end, events = self._network.open.get(fd), 0
            if end is None:
                events = self._NVAL
            elif not self._is_silent(fd, mask, end):
                events = self._events(mask, end)
            if events:
                found.append((fd, events))
        return found

    def _events(self, mask: int, end: End) -> int:
        events = 0
        hung_up = end.hung_up()
        # A pipe that has ended, or a socket that was never connected, has nothing to read, and hangs up alone.
        ended = hung_up and not end.inbox and (end.pipe or not (end.peer or end.error or end.shut_read))
        if mask & self._IN and end.readable() and not ended:
            events |= self._IN
        if mask & self._OUT and end.writable():
            events |= self._OUT
        if end.error or (end.pipe == "w" and hung_up):
            events |= self._ERR
        if hung_up and end.pipe != "w":
            events |= self._HUP
        return events

    def _is_silent(self, fd: int, mask: int, end: End) -> bool:
        return False

    def poll(self, timeout: float | None = None, maxevents: int = -1) -> list[tuple[int, int]]:
        seconds = None if timeout is None or timeout < 0 else timeout / self._UNIT
        ends = [end for fd in self._masks if (end := self._network.open.get(fd)) is not None]
        return _wait(self._network, ends, self._ready, seconds)


class _Epoll(_Poll):
    """``select.epoll``; times are seconds."""

    _UNIT = 1
    _IN, _OUT, _HUP, _ERR = (getattr(select, f"EPOLL{n}", 0) for n in ("IN", "OUT", "HUP", "ERR"))
    _NVAL = 0  # a descriptor that is closed is forgotten
    _DEFAULT = _IN | _OUT | getattr(select, "EPOLLPRI", 0)
    _EDGE, _ONCE = getattr(select, "EPOLLET", 0), getattr(select, "EPOLLONESHOT", 0)

    closed = False

    def __init__(self, sizehint: int = -1, flags: int = 0) -> None:
        super().__init__()
        self._told: dict[int, int] = {}
        """What was told and is not to be told again: how often the end had changed, -1 if that does not matter."""

    def register(self, fd: Any, eventmask: int | None = None) -> None:
        self._open()
        if (number := _number(fd)) in self._masks and number in self._network.open:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        self._told.pop(number, None)
        super().register(fd, eventmask)

    def modify(self, fd: Any, eventmask: int) -> None:
        self._open()
        super().modify(fd, eventmask)
        self._told.pop(_number(fd), None)

    def unregister(self, fd: Any) -> None:
        self._open()
        if (number := _number(fd)) not in self._masks:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        del self._masks[number]

    def poll(self, timeout: float | None = None, maxevents: int = -1) -> list[tuple[int, int]]:
        self._open()
        found = super().poll(timeout, maxevents)
        for fd, _ in found:
            if self._masks[fd] & self._ONCE:
                self._told[fd] = -1
            elif self._masks[fd] & self._EDGE:
                self._told[fd] = self._network.open[fd].changes
        return found

    def _is_silent(self, fd: int, mask: int, end: End) -> bool:
        return self._told.get(fd) in (-1, end.changes)

    def _open(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed epoll object")

    def close(self) -> None:
        self.closed = True
        self._masks.clear()

    def fileno(self) -> int:
        raise NotOnStage(errno.EBADF, "an epoll object of the stage has no descriptor of its own")

    def __enter__(self) -> "_Epoll":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _wait(
    network: Network, ends: Iterable[End], ready: Callable[[], Any], timeout: float | None, looks_round: bool = False
) -> Any:
    """What is ready, at once or in time."""
    if timeout == 0:
        if not (found := ready()):
            network.scheduler.give_way(asks=True)
            found = ready()
        return found
    box: list[Any] = [None]

    def look() -> bool:
        box[0] = ready()
        return any(box[0])

    network.wait(ends, look, timeout, "a socket", looks_round)
    return box[0]


def _made(original: Callable, ours: Callable) -> Callable:
    def make(*args: Any, **kwargs: Any) -> Any:
        return original(*args, **kwargs) if stage_network.current() is None else ours(*args, **kwargs)

    make.__name__ = make.__qualname__ = original.__name__
    return make


_select = select.select


def select_(rlist: Iterable, wlist: Iterable, xlist: Iterable, timeout: float | None = None, /) -> tuple[list, list, list]:
    """``select.select``."""
    network = stage_network.current()
    if network is None:
        return _select(rlist, wlist, xlist, timeout)
    if timeout is not None and timeout < 0:
        raise ValueError("timeout must be non-negative")
    # Invariant: numbers are asked for once. A descriptor that is closed meanwhile is never ready, as on Linux.
    readers = [(file, _number(file)) for file in rlist]
    writers = [(file, _number(file)) for file in wlist]
    ends = [_end(network, fd) for _, fd in readers + writers]

    def ready() -> tuple[list, list, list]:
        is_open = network.open
        return (
            [file for file, fd in readers if fd in is_open and is_open[fd].readable()],
            [file for file, fd in writers if fd in is_open and is_open[fd].writable()],
            [],
        )

    # Connections that are too old are closed one day.
    looks_round = ticks.looks_round(sys._getframe(1)) and not any(end.peer_name for end in ends)
    return _wait(network, ends, ready, timeout, looks_round)


def patches(on: Scheduler) -> Iterator[Patch]:
    """What is replaced in ``select`` and ``selectors``."""
    for name, ours in SELECTORS.items():
        yield Patch(selectors, name, ours, "a selector waits for the network's sockets")
    yield Patch(select, "select", select_, "waits for the network's sockets")
    for name, ours in (("poll", _Poll), ("epoll", _Epoll)):
        if hasattr(select, name):
            yield Patch(select, name, _made(getattr(select, name), ours), "waits for the network's sockets")
