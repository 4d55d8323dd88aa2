"""A test that computes for ever: virtual time knows nothing of it, since nobody waits."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from awaited.stage.threads import _start_new_thread, real_time


class ComputesForEver(Exception):
    """A test has computed for longer than its mark allows."""

    def __str__(self) -> str:
        return (
            "the test computes, and has not waited for anything for too long: is there a loop without end? "
            "A test that needs longer says so: @pytest.mark.stage(computing=SECONDS)"
        )


@contextmanager
def not_for_ever(seconds: float) -> Iterator[None]:
    """Raise ``ComputesForEver`` in the calling thread after so many real seconds.

    The one who counts is a thread of the operating system that no program sees.
    """
    with real_time():
        me = threading.get_ident()
        over = threading.Lock()
        over.acquire()
        _begin(over, me, seconds)
    try:
        yield
    finally:
        with real_time():
            over.release()


def _begin(over: threading.Lock, ident: int, seconds: float) -> None:
    def count() -> None:
        if not over.acquire(timeout=seconds):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(ComputesForEver))

    _start_new_thread(count, ())
