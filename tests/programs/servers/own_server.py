"""A server of the program's own, in a thread, as tests of web apps have it."""

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import uvicorn


@contextlib.contextmanager
def serving(app: Any, **options: Any) -> Iterator[uvicorn.Server]:
    server = uvicorn.Server(uvicorn.Config(app, port=8000, log_level="warning", **options))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server
    finally:
        server.should_exit = True
        thread.join()


def clock(*words: object) -> None:
    """Print, with the time in front."""
    print(f"{time.perf_counter():.1f}", *words)
