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
    """
    told: list[type[ComputesForEver]] = []
    with real_time():
        me = threading.get_ident()
        over = threading.Lock()
        over.acquire()
        _begin(over, me, seconds, error, told)
    try:
        yield
    except Exception as other:
        if told:
            # A library has made another of it: an event loop drops what is raised between two turns, and then waits for nobody.
            raise error() from other
        raise
    finally:
        with real_time():
            over.release()


def _begin(
    over: threading.Lock, ident: int, seconds: float, error: type[ComputesForEver], told: list[type[ComputesForEver]]
) -> None:
    def count() -> None:
        while not over.acquire(timeout=seconds):
            told.append(error)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(error))

    _start_new_thread(count, ())
