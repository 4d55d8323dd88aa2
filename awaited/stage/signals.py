"""Signals as a program uses them on itself: handlers, ``os.kill``, ``alarm`` and interval timers in virtual time, masks and waits.

What the program sends itself never reaches the operating system, which would end the process that the stage is in; and Python would call
the handler in whatever fiber runs. Here the main fiber is told, as a main thread is: at once, or in the midst of its wait. Handlers are
registered with the operating system all the same: Ctrl+C is real.

An alarm is there for what does not end by itself, and that may compute instead of waiting. Computing takes no virtual time, so real time has
to tell: a thread that no program sees looks, while an alarm is set, whether the clock has moved at all (``_Look``).
"""

import _signal  # type: ignore[import-not-found]
import _thread
import functools
import operator
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from awaited.stage import threads
from awaited.stage.patches import Patch
from awaited.stage.process import PARENT, PID, NotOnStage, exit_process
from awaited.stage.scheduler import NANOSECONDS, Parking, Scheduler, Timer
from awaited.stage.threads import scheduler

_real: dict[str, Any] = {
    name: getattr(_signal, name)
    for name in (
        "signal", "getsignal", "alarm", "setitimer", "getitimer", "raise_signal", "pause", "set_wakeup_fd",
        "pthread_kill", "pidfd_send_signal", "pthread_sigmask", "sigpending", "sigwait", "sigwaitinfo", "sigtimedwait",
    )
    if hasattr(_signal, name)
}  # fmt: skip
"""What is written in C; ``signal`` has functions of its own round some of it, and those stay."""
_getpid: Any = os.getpid
_kill: Any = getattr(os, "kill", None)
_killpg: Any = getattr(os, "killpg", None)


def _numbers(*names: str) -> frozenset[int]:
    return frozenset(getattr(signal, name) for name in names if hasattr(signal, name))


_MEAN_NOTHING = _numbers("SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH")
"""What a process that has no handler does not notice."""
_STOP = _numbers("SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU")
_NO_CHOICE = _numbers("SIGKILL", "SIGSTOP")
"""What cannot be held back."""


LOOK: int = getattr(signal, "SIGRTMAX", 1) - 1
"""The signal by which the look is taken, in the main thread itself; 0: there are no such signals here."""

PATIENCE = 3.0
"""For how many real seconds a program computes at least before an alarm interrupts it; and for as many times what the alarm was set to."""


class _Look:
    """Sends a signal to the main thread of the operating system, every so many real seconds, until told to end.

    Args:
        seconds: How many.
        ident: The number of that thread.
    """

    def __init__(self, seconds: float, ident: int) -> None:
        self._seconds, self._ident = seconds, ident
        self._over, self._ended = _thread.allocate_lock(), _thread.allocate_lock()
        for lock in (self._over, self._ended):
            threads._lock_acquire(lock)
        threads._start_new_thread(self._count, ())

    def _count(self) -> None:
        while not threads._lock_acquire(self._over, True, self._seconds):
            _real["pthread_kill"](self._ident, LOOK)
        threads._lock_release(self._ended)

    def end(self) -> None:
        """No signal comes any more when this returns."""
        threads._lock_release(self._over)
        threads._lock_acquire(self._ended)


class Signals:
    """The signals of one run.

    Args:
        on: The scheduler of the stage.
    """

    def __init__(self, on: Scheduler) -> None:
        self._on = on
        self._before: dict[int, Any] = {}
        """The handlers that the process had."""
        self._alarm: Any = signal.SIG_DFL
        """What is called for ``SIGALRM``: a test runner's own alarm stays his."""
        self._rings: Timer | None = None
        self._due = self._every = 0
        """When the alarm rings, and after how much time again."""
        self._look: _Look | None = None
        self._moment = 0
        """What the clock showed at the last look."""
        self._blocked: set[int] = set()
        self._pending: set[int] = set()
        self._waits: dict[Parking, set[int]] = {}
        """Who waits for a signal that would come else, and for which."""
        self._pauses: Parking | None = None
        self._wakes = -1

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Ctrl+C ends the program, as in a terminal: what is started in the background of a shell script would ignore it."""
        if _real["getsignal"](signal.SIGINT) == signal.SIG_IGN:
            self._before[signal.SIGINT] = _real["signal"](signal.SIGINT, signal.default_int_handler)
        try:
            yield
        finally:
            self._look_no_more()
            for number, handler in self._before.items():
                _real["signal"](number, handler if handler is not None else signal.SIG_DFL)

    # -- handlers

    def signal(self, number: int, handler: Any) -> Any:
        if self._on.current is not self._on.main:
            raise ValueError("signal only works in main thread of the main interpreter")
        if number == signal.SIGALRM:
            before, self._alarm = self._alarm, handler
            return before
        before = _real["signal"](number, handler)
        self._before.setdefault(number, before)
        return before

    def getsignal(self, number: int) -> Any:
        return self._alarm if number == getattr(signal, "SIGALRM", None) else _real["getsignal"](number)

    def set_wakeup_fd(self, fd: int, *, warn_on_full_buffer: bool = True) -> int:
        if self._on.current is not self._on.main:
            raise ValueError("set_wakeup_fd only works in main thread of the main interpreter")
        if fd != -1 and os.get_blocking(fd):
            raise ValueError(f"the fd {fd} must be in non-blocking mode")
        before, self._wakes = self._wakes, fd
        return before

    # -- sending

    def kill(self, pid: int, number: int, /) -> None:
        if operator.index(pid) < -1:
            self.killpg(-pid, number)
        elif pid in (0, -1, PID, _getpid()):
            self._send(number)
        else:
            _to_others(f"os.kill({pid}, {number})", pid, number)

    def killpg(self, pgid: int, number: int, /) -> None:
        if operator.index(pgid) in (0, PID, os.getpgrp()):
            self._send(number)
        else:
            _to_others(f"os.killpg({pgid}, {number})", -pgid, number)

    def pidfd_send_signal(self, pidfd: int, number: int, siginfo: None = None, flags: int = 0, /) -> None:
        _to_others(f"signal.pidfd_send_signal({pidfd}, {number})", 0, number)

    def raise_signal(self, number: int, /) -> None:
        self._send(number)

    def pthread_kill(self, ident: int, number: int, /) -> None:
        if ident not in {fiber.ident for fiber in (self._on.main, *self._on.others)}:
            raise ProcessLookupError(3, "No such process")
        self._send(number)

    def _send(self, number: int) -> None:
        """The program gets a signal."""
        if number not in (0, *signal.valid_signals()):
            raise OSError(22, "Invalid argument")
        if not number:  # whether there is somebody
            return
        if number not in _NO_CHOICE:
            wanted = [parking for parking, numbers in self._waits.items() if number in numbers and not parking.over]
            if wanted or number in self._blocked | self._pending:
                if wanted and number not in self._pending:
                    wanted[0].wake()
                self._pending.add(number)
                return
        # One without a handler ends the process whoever sends it, before that one goes on.
        if self._on.current is self._on.main or self.getsignal(number) == signal.SIG_DFL:
            self._deliver(number)
        else:
            self._on.signal(lambda: self._deliver(number))

    def _deliver(self, number: int) -> None:
        """The main fiber is told, and runs."""
        handler = self.getsignal(number)
        if handler == signal.SIG_DFL:
            self._without_handler(number)
        elif handler is None:  # one that is written in C
            _kill(_getpid(), number)
        elif callable(handler):
            if self._pauses is not None:
                self._pauses.wake()
            if self._wakes >= 0:
                with suppress(OSError):  # it is full, or closed
                    os.write(self._wakes, bytes([number]))
            handler(number, _programs_frame())

    def _without_handler(self, number: int) -> None:
        if number in _STOP:
            raise NotOnStage(
                f"the stage has nobody who would let a program go on that stops itself with {signal.Signals(number).name}: "
                "run this program in a terminal"
            )
        if number not in _MEAN_NOTHING:
            exit_process(self._on, 128 + number)

    # -- alarms

    def alarm(self, seconds: int, /) -> int:
        left, _ = self._set(seconds, 0.0)
        return -(-left // NANOSECONDS)

    def setitimer(self, which: int, seconds: float, interval: float = 0.0, /) -> tuple[float, float]:
        if which != signal.ITIMER_REAL:
            return _real["setitimer"](which, seconds, interval)
        left, every = self._set(seconds, interval)
        return left / NANOSECONDS, every / NANOSECONDS

    def getitimer(self, which: int, /) -> tuple[float, float]:
        if which != signal.ITIMER_REAL:
            return _real["getitimer"](which)
        return self._left() / NANOSECONDS, self._every / NANOSECONDS

    def _left(self) -> int:
        return max(1, self._due - self._on.clock.now) if self._rings is not None else 0

    def _set(self, seconds: float, interval: float) -> tuple[int, int]:
        before = self._left(), self._every
        self._stop_ringing()
        self._every = round(interval * NANOSECONDS) if seconds else 0
        if seconds:
            self._ring_in(max(1, round(seconds * NANOSECONDS)))
        return before

    def _ring_in(self, nanoseconds: int) -> None:
        self._due = self._on.clock.now + nanoseconds
        self._rings = self._on.later(nanoseconds, self._ring)
        self._look_after(nanoseconds / NANOSECONDS)

    def _stop_ringing(self) -> None:
        if self._rings is not None:
            self._rings.over = True
            self._rings = None
        self._look_no_more()

    def _next_ring(self) -> None:
        """This one is over."""
        self._stop_ringing()
        if self._every:
            self._ring_in(self._every)

    def _ring(self) -> None:
        self._next_ring()
        # Not here and now: it may be the main fiber itself that lets the clock move.
        self._on.signal(functools.partial(self._send, signal.SIGALRM))

    def _look_after(self, seconds: float) -> None:
        # Handlers are registered, and called, in the main thread alone; a stage may be in another.
        if LOOK and self._on.main.ident == threading.main_thread().ident:
            if LOOK not in self._before:
                self._before[LOOK] = _real["signal"](LOOK, self._computes)
            self._moment = self._on.clock.now
            self._look = _Look(PATIENCE * max(1.0, seconds), self._on.main.ident)

    def _look_no_more(self) -> None:
        if self._look is not None:
            look, self._look = self._look, None
            look.end()

    def _computes(self, number: int, frame: FrameType | None) -> None:
        """Has the program computed all the time? Then the alarm rings."""
        on, moment = self._on, self._moment
        self._moment = on.clock.now
        if scheduler() is not on or self._rings is None or on.current is not on.main or moment != on.clock.now or on.closing:
            return
        while frame is not None and not on.owns(frame):
            if str(frame.f_globals.get("__name__")).startswith("awaited."):  # the stage is at work: let it end
                return
            frame = frame.f_back
        on.clock.advance_to(self._due)
        self._next_ring()
        self._send(signal.SIGALRM)

    # -- masks and waits

    def pthread_sigmask(self, how: int, mask: Iterable[int], /) -> set[int]:
        before, mask = {*self._blocked}, {*mask} - _NO_CHOICE
        if self._on.current is not self._on.main:  # which alone runs handlers
            return before
        if how == signal.SIG_BLOCK:
            self._blocked |= mask
        elif how == signal.SIG_UNBLOCK:
            self._blocked -= mask
        elif how == signal.SIG_SETMASK:
            self._blocked = mask
        else:
            raise OSError(22, "Invalid argument")
        for number in sorted(self._pending - self._blocked):
            self._pending.discard(number)
            self._deliver(number)
        return before

    def sigpending(self) -> set[int]:
        return {*self._pending}

    def sigwait(self, wanted: Iterable[int], /) -> int:
        return self._wait({*wanted}, None) or 0

    def sigwaitinfo(self, wanted: Iterable[int], /) -> Any:
        return _told(self._wait({*wanted}, None))

    def sigtimedwait(self, wanted: Iterable[int], timeout: float, /) -> Any:
        if timeout < 0:
            raise ValueError("timeout must be non-negative")
        number = self._wait({*wanted}, timeout)
        return None if number is None else _told(number)

    def _wait(self, wanted: set[int], timeout: float | None) -> int | None:
        if not self._pending & wanted and timeout != 0:
            parking = Parking(self._on)
            self._waits[parking] = wanted
            try:
                self._on.park(parking, timeout, "a signal")
            finally:
                del self._waits[parking]
        if not (found := self._pending & wanted):
            return None
        self._pending.discard(number := min(found))
        return number

    def pause(self) -> None:
        self._pauses = Parking(self._on)
        self._on.park(self._pauses, None, "a signal")

    def patches(self) -> Iterator[Patch]:
        """What is replaced."""
        why = "what a program sends itself stays on the stage, and alarms ring in virtual time"
        for name, original in _real.items():
            yield Patch(_signal, name, _on_stage(original, getattr(self, name)), why)
        for name, original in (("kill", _kill), ("killpg", _killpg)):
            if original is not None:
                yield Patch(os, name, _on_stage(original, getattr(self, name)), why)


def _on_stage(original: Callable[..., Any], ours: Callable[..., Any]) -> Callable[..., Any]:
    def either(*args: Any, **kwargs: Any) -> Any:
        return original(*args, **kwargs) if scheduler() is None else ours(*args, **kwargs)

    either.__name__ = either.__qualname__ = original.__name__
    return either


def _to_others(call: str, pid: int, number: int) -> None:
    """A signal for another process: there is one, the program's parent, which can be asked for and is beyond reach."""
    if number:
        raise NotOnStage(
            f"{call} is for another process, and the stage has none but the program's own: no signal leaves it. "
            "Run this program in a terminal"
        )
    if pid != PARENT:
        raise ProcessLookupError(3, "No such process")


def _told(number: int | None) -> Any:
    return signal.struct_siginfo((number or 0, 0, 0, PID, os.getuid(), 0, 0))


def _programs_frame() -> FrameType | None:
    """Where the main thread is, as a handler is told."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and str(frame.f_globals.get("__name__")).startswith("awaited.stage."):
        frame = frame.f_back
    return frame
