"""What a test leaves behind: tasks, threads, servers, exceptions that nobody saw, coroutines that nobody awaited."""

import asyncio
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from awaited.runner import AnyStage
from awaited.stage import patches, threads
from awaited.stage.patches import Patch
from awaited.testing.held import HeldUp


class Leftovers:
    """Notes what is left of a test on a stage.

    Args:
        stage: The stage.
    """

    def __init__(self, stage: AnyStage) -> None:
        self._stage = stage
        self._noted: list[str] = []

    @contextmanager
    def watched(self) -> Iterator["Leftovers"]:
        """Note what goes by unseen, for the length of the context."""
        with patches.applied([self._patches()]):
            yield self

    def look(self, held: HeldUp | None) -> None:
        """Note what is left now.

        Args:
            held: The longest stretch in which an event loop was held up.
        """
        found = [*self._stage.recording.left, *self._threads()]
        if held is not None:
            found.append(f"an event loop that was held up, for {held.seconds:g} s at most{held.where}")
        found += [f"a server that listens at {host}" for host in self._stage.listening()]
        self._noted[:0] = found

    @property
    def found(self) -> list[str]:
        """What was left, and what went by unseen."""
        return list(dict.fromkeys(self._noted))

    def _threads(self) -> list[str]:
        # The threads of a pool that has nothing to do wait for the end of the process, as they should.
        return [f"thread {thread.name}" for thread in self._stage.alive() if not threads.idles(thread)]

    def _patches(self) -> Iterator[Patch]:
        noted = self._noted

        def handler(original: Callable[..., Any], loop: Any, context: dict[str, Any]) -> Any:
            error = context.get("exception")
            if error is not None and "never retrieved" in context.get("message", ""):
                noted.append(f"an exception that nobody saw: {error!r}")
            return original(loop, context)

        def awaited(original: Callable[..., Any], coroutine: Any) -> Any:
            noted.append(f"a coroutine that nobody awaited: {getattr(coroutine, '__qualname__', coroutine)}")
            return original(coroutine)

        def thread(original: Callable[..., Any], args: Any) -> Any:
            if args.exc_type is not SystemExit:
                noted.append(f"an exception that ended {getattr(args.thread, 'name', 'a thread')}: {args.exc_value!r}")
            return original(args)

        def unraisable(original: Callable[..., Any], args: Any) -> Any:
            noted.append(f"an exception that nobody could catch: {args.exc_value!r}")
            return original(args)

        for owner, name, hook in (
            (asyncio.BaseEventLoop, "call_exception_handler", handler),
            (warnings, "_warn_unawaited_coroutine", awaited),
            (threading, "excepthook", thread),
            (sys, "unraisablehook", unraisable),
        ):
            yield Patch(owner, name, _hooked(getattr(owner, name), hook), "what a test leaves behind is noted", copies=False)


def _hooked(original: Callable[..., Any], hook: Callable[..., Any]) -> Callable[..., Any]:
    def hooked(*args: Any) -> Any:
        return hook(original, *args)

    return hooked
