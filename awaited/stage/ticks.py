"""Servers that look round: whether they are to end, whether a connection is too old.

They wake every so often, and see that there is nothing to do. In a terminal that goes on for ever, however little there is to come of it; so
a program that waits for nothing beside such a server would look busy to the stage, until its clock had run for a whole day. A wait
that is a server's look round is told by who waits: there is no other sign. It lasts as long as it says, and counts as no timer.
"""

import asyncio
from types import FrameType
from typing import Any

from awaited.stage.scheduler import NANOSECONDS

_WAITS = {
    "main_loop": "uvicorn/server.py",  # is should_exit set?
    "shutdown": "uvicorn/server.py",
    "_wait_tasks_to_complete": "uvicorn/server.py",
    "serve_forever": "socketserver.py",  # Werkzeug's and Django's: has shutdown() been called?
    "check_multiprocess_shutdown_event": "hypercorn/utils.py",
    "poll": "waitress/wasyncore.py",
}
"""By the name of a function that waits so: its file."""


def looks_round(frame: FrameType | None) -> bool:
    """Whether a frame is that of a server that waits to look round."""
    if frame is None:
        return False
    code = frame.f_code
    file = _WAITS.get(code.co_name)
    return file is not None and code.co_filename.endswith(file)


def sleeps_to_look_round(callback: Any, frame: FrameType | None) -> bool:
    """Whether a timer of an event loop, made by the code at ``frame``, is the sleep of such a server."""
    if callback is not _WAKES:
        return False
    for _ in range(_DEEPEST):
        if frame is None:
            break
        code, frame = frame.f_code, frame.f_back
        if code is _SLEEP:
            return looks_round(frame)
    return False


_WAKES: Any = asyncio.futures._set_result_unless_cancelled  # type: ignore[attr-defined]
"""What ``asyncio.sleep`` calls in the end."""
_SLEEP = asyncio.sleep.__code__
_DEEPEST = 6
"""So many calls there are at most between ``asyncio.sleep`` and a new timer."""


def only_looks_round(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether all that an event loop will wake for by itself is such sleeps."""
    timers = loop._scheduled  # type: ignore[attr-defined]
    return bool(timers) and all(timer._cancelled or getattr(timer, "looks_round", False) for timer in timers)


def gives_up(loop: asyncio.AbstractEventLoop) -> int | None:
    """When an event loop will wake for something else than the end of a sleep, on the clock in nanoseconds: a time-out, as far as one can tell."""
    timers = loop._scheduled  # type: ignore[attr-defined]
    found = [timer.when() for timer in timers if not timer._cancelled and timer._callback is not _WAKES]
    return round(min(found) * NANOSECONDS) if found else None
