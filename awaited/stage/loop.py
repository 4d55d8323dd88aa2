"""CPython's own event loop, over a selector that only sleeps.

Scheduling, tasks, timers, debug mode and executors are those of ``asyncio.BaseEventLoop``. What is left out is the network:
sockets, subprocesses and signals are not for the stage.
"""

import asyncio
import inspect
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from typing import Any, ClassVar

from awaited.stage.patches import Patch
from awaited.stage.scheduler import Parking, Scheduler


class _Selector:
    """The part of a selector that ``BaseEventLoop`` needs: to wait, but never for a socket."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._parking: Parking | None = None

    def select(self, timeout: float | None) -> tuple:
        if timeout is not None and timeout <= 0:
            self._scheduler.give_way()
        else:
            self._parking = Parking(self._scheduler)
            try:
                self._scheduler.park(self._parking, timeout, "a task of its event loop", own_loop=True)
            finally:
                self._parking = None
        return ()

    def wake(self) -> None:
        if self._parking is not None:
            self._parking.wake()


class Task(asyncio.Task):
    """A task whose place in a set does not depend on where it lies in memory.

    asyncio keeps tasks in sets, and cancels, for one, the members of a group in the order of the set.
    """

    numbers: ClassVar[Iterator[int]] = itertools.count(1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._number = next(self.numbers)
        super().__init__(*args, **kwargs)

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


# Private since Python 3.14.
_DefaultPolicy = getattr(asyncio.events, "_BaseDefaultEventLoopPolicy", None) or asyncio.events.BaseDefaultEventLoopPolicy


class Policy(_DefaultPolicy):
    """CPython's own rules on who has an event loop, with ours in the place of a selector's."""

    def _loop_factory(self) -> "EventLoop":
        return EventLoop()


class Timer(asyncio.TimerHandle):
    """A timer of an event loop. Of those that are due together, the one that was set first is first.

    asyncio keeps timers in a heap, which does not say anything about equal ones; but for a real clock no two are equal.
    """

    __slots__ = ("_number",)

    numbers: ClassVar[Iterator[int]] = itertools.count(1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._number = next(self.numbers)

    def __lt__(self, other: Any) -> bool:
        return (self._when, self._number) < (other._when, other._number)


class EventLoop(asyncio.BaseEventLoop):
    """An event loop for virtual time."""

    scheduler: ClassVar[Scheduler]
    task_names: ClassVar[Iterator[int]] = itertools.count(1)

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Selector(self.scheduler)
        self.set_task_factory(lambda loop, coro, **kwargs: Task(coro, loop=loop, **kwargs))

    def create_task(self, coro: Coroutine, *, name: object = None, **kwargs: object) -> asyncio.Task:
        """Name tasks from one in each run, as in a new process."""
        # A number is used up even when there is a name: Python before 3.13 names a task later.
        number = next(self.task_names)
        return super().create_task(coro, name=name or f"Task-{number}", **kwargs)

    def _process_events(self, event_list: tuple) -> None:
        pass

    def _write_to_self(self) -> None:
        self._selector.wake()


def patches(on: Scheduler) -> Iterator[Patch]:
    """What makes event loops wait on ``on``, and puts tasks and futures into an order that does not depend on memory."""
    Task.numbers = itertools.count(1)
    EventLoop.task_names = itertools.count(1)
    EventLoop.scheduler = on
    for module in (asyncio, asyncio.events):
        yield Patch(module, "new_event_loop", EventLoop, "loops wait in virtual time")
    yield Patch(asyncio.events, "_event_loop_policy", Policy(), "each run starts without a loop", copies=False)
    yield Patch(asyncio, "SelectorEventLoop", EventLoop, "loops wait in virtual time")
    yield Patch(asyncio.events, "TimerHandle", Timer, "equal moments are first come, first served")
    yield Patch(asyncio, "TimerHandle", Timer, "equal moments are first come, first served")
    for module in (asyncio, asyncio.tasks):
        yield Patch(
            module, "as_completed", in_order(module.as_completed), "coroutines start in the order in which they are given"
        )
