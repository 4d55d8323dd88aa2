"""A program that computes for ever: virtual time knows nothing of it, since nobody waits."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from awaited.stage.threads import _start_new_thread, real_time


class ComputesForEver(BaseException):
    """A program has computed for longer than it was given. It is no ``Exception``: what loops without end is often what tries again."""

    def __str__(self) -> str:
        return (
            "the program computes, and has not ended for too long: is there a loop without end? On the stage only waiting takes time, "
            "and nothing changes while nobody waits. A program that needs longer is given it: awaited run --computing SECONDS"
        )


@contextmanager
def not_for_ever(seconds: float, error: type[ComputesForEver] = ComputesForEver) -> Iterator[None]:
    """Raise an exception in the calling thread, in whichever fiber it runs then, after so many real seconds; and again, if it goes on.

    The one who counts is a thread of the operating system that no program sees. What loops in C (a regular expression, say) is interrupted
    when it comes back to Python.

    Args:
        seconds: How many, more than none.
        error: What is raised.
    """
    with real_time():
        counter = _Counter(seconds, error)
    try:
        yield
    except Exception as other:
        if counter.raised:
            # A library has made another of it: an event loop drops what is raised between two turns, and then waits for nobody.
            raise error() from other
        raise
    finally:
        try:
            counter.end()
        except error:  # it came just now, when all is over; the next one would come only after as long again
            counter.end()


class _Counter:
    """Raises an exception in the thread that has made it, every so many seconds, until it is told to end."""

    def __init__(self, seconds: float, error: type[ComputesForEver]) -> None:
        self.raised = False
        self._seconds = min(seconds, threading.TIMEOUT_MAX)
        self._error = error
        self._ident = ctypes.c_ulong(threading.get_ident())
        self._over, self._ended = threading.Lock(), threading.Lock()
        self._over.acquire()
        self._ended.acquire()
        self._counts = True
        _start_new_thread(self._count, ())

    def _count(self) -> None:
        while not self._over.acquire(timeout=self._seconds):
            self.raised = True
            _raise_in(self._ident, ctypes.py_object(self._error))
        self._counts = False
        self._ended.release()

    def end(self) -> None:
        """Nothing is raised any more when this returns. Whatever is raised within it, it can be called once more."""
        with real_time():
            if self._counts and self._over.locked():
                self._over.release()
            while self._counts:
                self._ended.acquire(timeout=0.001)
            # What was raised last arrives here at the latest. It is not taken back (``None``): in Python 3.11 a thread that is traced hangs for
            # ever after that, since the interpreter goes on looking for what is not there any more.


_raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
