"""asyncio on the stage. Its event loop is CPython's own, ``SelectorEventLoop``, unmodified: what it waits on is the stage's selector.

What is replaced beside it is what depends on where things lie in memory, or counts for the whole life of a process: the order of tasks
in a set, the order of timers that are due together, the numbers in the names of tasks.
"""

import asyncio
import functools
import importlib
import inspect
import itertools
import signal
import sys
import weakref
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, ClassVar

from awaited.stage import threads, ticks
from awaited.stage.patches import Patch
from awaited.stage.scheduler import Scheduler


class Task(asyncio.Task):
    """``asyncio.Task``, named from one in each run, with a place in a set that does not depend on where it lies in memory.

    asyncio keeps tasks in sets, and cancels, for one, the members of a group in the order of the set.
    """

    # What its text and its type say.
    __module__ = asyncio.Task.__module__

    watch: ClassVar[Any] = None
    """Who wants to know of tasks (``awaited.stage.watch.Watch``), if anybody does."""
    actor: Any = None
    """Whom an observer takes it for."""
    helps = False
    """It is a library's own, and works for its actor."""
    starts: int | None = None
    """The line at which its function begins, until it has."""

    numbers: ClassVar[Iterator[int]]
    names: ClassVar[Iterator[int]]
    """Both begin anew in each run."""

    def __init__(self, *args: Any, name: Any = None, **kwargs: Any) -> None:
        self._number = next(self.numbers)
        if name is None and (on := threads.scheduler()) is not None:
            name = "servant" if on.current.servant else f"Task-{next(self.names)}"  # which takes no number from the program
        if self.watch is None:
            super().__init__(*args, name=name, **kwargs)
            return
        self.watch.made(self, args[0] if args else kwargs["coro"])
        super().__init__(*args, name=name, **kwargs)
        if kwargs.get("eager_start"):
            self.watch.began_at_once(self)

    def cancel(self, *args: Any, **kwargs: Any) -> bool:
        if self.actor is not None and self.watch is not None:
            self.watch.cancels(self)
        return super().cancel(*args, **kwargs)

    def __hash__(self) -> int:
        return self._number


def in_order(as_completed: Callable) -> Callable:
    """Make ``asyncio.as_completed`` start coroutines in the order in which they are given, not in that of a set."""

    def futures(given: Iterable[Awaitable]) -> list[asyncio.Future]:
        return [asyncio.ensure_future(awaitable) for awaitable in given]

    if inspect.isgeneratorfunction(as_completed):  # Python 3.11 and 3.12: nothing starts before the first is asked for

        def ordered(fs: Iterable[Awaitable], *, timeout: float | None = None) -> Iterator:
            yield from as_completed(futures(fs), timeout=timeout)

    else:

        def ordered(fs: Iterable[Awaitable], *, timeout: float | None = None) -> Iterator:
            return as_completed(futures(fs), timeout=timeout)

    return ordered


if sys.version_info < (3, 14):
    _DefaultPolicy = asyncio.DefaultEventLoopPolicy
else:
    _DefaultPolicy = asyncio.events._BaseDefaultEventLoopPolicy


class Policy(_DefaultPolicy):
    """CPython's own rules on who has an event loop: each run begins with none."""

    _loop_factory = asyncio.SelectorEventLoop


class Timer(asyncio.TimerHandle):
    """A timer of an event loop. Of those that are due together, the one that was set first is first.

    asyncio keeps timers in a heap, which does not say anything about equal ones; but for a real clock no two are equal.
    """

    __slots__ = ("_number", "looks_round")

    _when: float
    _callback: Any
    numbers: ClassVar[Iterator[int]]
    """They begin anew in each run."""
    set_at: ClassVar[Any]
    late: ClassVar[float]
    """When the last one was set, and by whom, and how late it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._number = next(self.numbers)
        self.looks_round = ticks.sleeps_to_look_round(self._callback, sys._getframe(1))
        if (on := threads.scheduler()) is not None and on.current_tape is not None:
            # Those that were set at one moment are late together: of two timers of a loop, the earlier one is first.
            if Timer.set_at != (on.current, on.clock.now):
                Timer.set_at = on.current, on.clock.now
                Timer.late = on.late(self._when - on.seconds)
            self._when += Timer.late

    def __lt__(self, other: Any) -> bool:
        return (self._when, self._number) < (other._when, other._number)


class _Ordered(dict):
    """As much of a set as ``weakref.WeakSet`` asks for, in the order in which things came."""

    def add(self, item: Any) -> None:
        self[item] = None

    def discard(self, item: Any) -> None:
        self.pop(item, None)

    def remove(self, item: Any) -> None:
        del self[item]


_firstiter = asyncio.BaseEventLoop._asyncgen_firstiter_hook  # type: ignore[attr-defined]


def asyncgen_firstiter(loop: Any, agen: Any) -> None:
    """What an event loop does with each asynchronous generator: it notes it, to close what is left at the end, in this order."""
    if not isinstance(loop._asyncgens.data, _Ordered):
        loop._asyncgens.data = _Ordered.fromkeys(loop._asyncgens.data)
    _firstiter(loop, agen)


def add_signal_handler(self: Any, sig: int, callback: Callable[..., object], *args: Any) -> None:
    """``loop.add_signal_handler``: a program may send signals to itself, nobody else does. So no descriptor wakes the loop."""
    if asyncio.iscoroutine(callback) or asyncio.iscoroutinefunction(callback):
        raise TypeError("coroutines cannot be used with add_signal_handler()")
    self._check_signal(sig)
    self._check_closed()
    handle = asyncio.Handle(callback, args, self, None)

    def ring(number: int, frame: object) -> None:
        if not handle._cancelled:
            self._add_callback(handle)
            self._write_to_self()

    try:
        signal.signal(sig, ring)
    except ValueError:
        raise RuntimeError("set_wakeup_fd only works in main thread of the main interpreter") from None
    except OSError as error:
        raise RuntimeError(f"sig {sig} cannot be caught") from error
    self._signal_handlers[sig] = handle


def remove_signal_handler(self: Any, sig: int) -> bool:
    """``loop.remove_signal_handler``."""
    self._check_signal(sig)
    if (handle := self._signal_handlers.pop(sig, None)) is None:
        return False
    handle.cancel()
    signal.signal(sig, signal.default_int_handler if sig == signal.SIGINT else signal.SIG_DFL)
    return True


_made: weakref.WeakSet[asyncio.AbstractEventLoop] = weakref.WeakSet()
"""The loops of this run."""
_loop_init = asyncio.BaseEventLoop.__init__


def _init(loop: asyncio.BaseEventLoop) -> None:
    _loop_init(loop)
    _made.add(loop)


def forget(silent: bool) -> None:
    """Let go of the loop that the main thread still has.

    Args:
        silent: It says nothing of being open, as where the policy keeps it until the process ends.
    """
    loop = getattr(asyncio.events._event_loop_policy._local, "_loop", None)  # type: ignore[attr-defined]
    if silent and loop is not None:
        _silence(loop)
    asyncio.events._event_loop_policy._local.__dict__.clear()  # type: ignore[attr-defined]


def silence() -> None:
    """What has outlived the run says nothing any more: whoever meets it when it is let go one day has not left it open."""
    for loop in list(_made):
        _silence(loop)
    _made.clear()


def _silence(loop: Any) -> None:
    for task in asyncio.all_tasks(loop):
        task._log_destroy_pending = False  # type: ignore[attr-defined]
    for transport in list(getattr(loop, "_transports", {}).values()):
        transport._sock, transport._closing = None, True
    loop._closed = True


@functools.cache
def _uvloop() -> Any:
    """The package of that name, if it is installed."""
    try:
        return importlib.import_module("uvloop")
    except ImportError:
        return None


def patches(on: Scheduler) -> Iterator[Patch]:
    """What puts tasks, timers and futures into an order that does not depend on memory, and starts each run without a loop."""
    Task.numbers, Task.names = itertools.count(1), itertools.count(1)
    Timer.numbers, Timer.set_at = itertools.count(), None
    for module in (asyncio, asyncio.tasks):
        yield Patch(module, "Task", Task, "names from one, and an order that does not depend on memory")
        if hasattr(module, "eager_task_factory"):  # since Python 3.12
            yield Patch(module, "eager_task_factory", getattr(asyncio, "create_eager_task_factory")(Task), "its tasks are these")  # noqa: B009
        yield Patch(
            module, "as_completed", in_order(module.as_completed), "coroutines start in the order in which they are given"
        )
    yield Patch(
        asyncio.BaseEventLoop,
        "_asyncgen_firstiter_hook",
        asyncgen_firstiter,
        "generators are closed in the order in which they began",
    )
    for module in (asyncio, asyncio.events):
        yield Patch(module, "TimerHandle", Timer, "equal moments are first come, first served")
    # A class of its own for each run: programs change that of the policy they find (nest_asyncio does).
    yield Patch(asyncio.BaseEventLoop, "__init__", _init, "a loop that outlives the run is to be silent")
    policy = type(_DefaultPolicy.__name__, (Policy,), {"__module__": _DefaultPolicy.__module__})()
    threads.of_each_thread(policy._local)  # which loop belongs to a thread
    yield Patch(asyncio.events, "_event_loop_policy", policy, "each run starts without a loop")
    loop = asyncio.SelectorEventLoop
    if hasattr(loop, "_signal_handlers") or hasattr(loop, "_handle_signal"):
        for function in (add_signal_handler, remove_signal_handler):
            yield Patch(loop, function.__name__, function, "signals come from the program itself")
    if (uvloop := _uvloop()) is not None:
        for name, ours in (("new_event_loop", loop), ("Loop", loop), ("EventLoopPolicy", Policy)):
            yield Patch(
                uvloop, name, ours, "it is written in C and asks the machine for the time: asyncio's own loop takes its place"
            )
