"""The log of calls: what was asked of a model, a tool, an embedding or a retriever, and when each part of it happened."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["model", "tool", "embedding", "retriever"]
"""What is called."""

Path = Literal["native", "thread", "sync"]
"""How a call was made: by a coroutine, in a worker thread, or in the main thread."""


def current_name() -> str:
    """The name of the task that runs, or else of the thread."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        task = None
    return task.get_name() if task is not None else threading.current_thread().name


def sync_path() -> Path:
    """The path of a call that blocks its thread."""
    return "sync" if threading.current_thread() is threading.main_thread() else "thread"


@dataclass
class Call:
    """One call. All times are seconds on ``time.perf_counter()``."""

    kind: Kind
    label: str
    """The prompt, the tool's name, the text to embed, or what is searched for."""
    path: Path
    by: str
    """The task or thread that made it."""
    start: float
    served: float | None = None
    """When the server took it from its queue; None while it waits there."""
    first: float | None = None
    """When the first token (or the tool call, or the vector) arrived."""
    end: float | None = None
    outcome: str = ""
    """``answered``, ``cancelled``, ``closed`` (the reader of a stream went away), ``error`` with the server's status, or the name of
    an exception."""
    tokens: int = field(default=0, compare=False)
    """Of the prompt and the answer, where the server counted them."""


@dataclass
class CallLog:
    """The calls in the order in which they were made."""

    calls: list[Call] = field(default_factory=list)
    closed: bool = False
    """The program has ended: what is still going on stays unfinished."""
    began: Callable[[Call], None] | None = field(default=None, repr=False)
    """Called with each call when it begins."""
    ended: Callable[[Call], None] | None = field(default=None, repr=False)
    """Called with each call when it has ended."""

    def begin(self, kind: Kind, label: str, path: Path, by: str | None = None) -> Call:
        """Note that a call starts now, made by the task or thread that runs if no other is named."""
        call = Call(kind, label, path, by or current_name(), time.perf_counter())
        self.calls.append(call)
        if self.began is not None:
            self.began(call)
        return call

    def end(self, call: Call, error: BaseException | None = None) -> None:
        """Note that a call ends now, with ``error`` if it did not answer. The end of the whole program leaves it unfinished."""
        if self.closed or isinstance(error, SystemExit):
            return
        call.end = time.perf_counter()
        if error is None:
            call.outcome = "answered"
        elif isinstance(error, asyncio.CancelledError):
            call.outcome = "cancelled"
        elif isinstance(error, GeneratorExit):
            call.outcome = "closed"
        elif (status := getattr(error, "status", None)) is not None:
            # Each client library has an exception of its own for it.
            call.outcome = f"error {status}"
        else:
            call.outcome = type(error).__name__
        if self.ended is not None:
            self.ended(call)

    @contextmanager
    def noted(self, kind: Kind, label: str, path: Path, by: str | None = None) -> Iterator[Call]:
        """Note a call from entering the context to leaving it."""
        call = self.begin(kind, label, path, by)
        try:
            yield call
        except BaseException as error:
            self.end(call, error)
            raise
        self.end(call)

    @property
    def peak(self) -> int:
        """The largest number of model calls in flight at once."""
        return peak(self.calls)


def peak(calls: list[Call], kind: str = "model") -> int:
    """The largest number of calls of one kind in flight at the same time. One that ends when another starts does not overlap it."""
    edges = [(c.start, 1) for c in calls if c.kind == kind and c.end != c.start]
    edges += [(c.end, -1) for c in calls if c.kind == kind and c.end is not None and c.end != c.start]
    highest = current = 0
    for _, step in sorted(edges):
        current += step
        highest = max(highest, current)
    return highest
