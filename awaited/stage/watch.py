"""How the stage knows what each task and thread does: who was made, has a turn, waits for what, has ended.

``Watch`` tells it to whoever wants to know (``awaited.stage.observer.Turns``). Where a task waits is read off its chain of
coroutines when its turn ends, where a thread waits off its stack when it parks: nothing is asked of the program, and nothing of it is changed.

Five places are hooked: making and cancelling tasks (``awaited.stage.loop.Task``), the turns of a loop (``asyncio.Handle._run``), who is made
ready (``call_soon``), parked fibers (``Scheduler.park``) and the work of pools. Each hook costs a microsecond or so, and reading a chain five.
"""

import asyncio
import concurrent.futures.thread as pools
import gc
import itertools
import os
import sys
import threading
import weakref
from collections.abc import Callable, Container, Iterator
from functools import lru_cache, partial
from operator import attrgetter
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, GeneratorType
from typing import Any

from awaited.stage import libraries
from awaited.stage.loop import Task
from awaited.stage.observer import Actor, Turns
from awaited.stage.patches import Patch
from awaited.stage.scheduler import NANOSECONDS, Scheduler

_DEEPEST = 80
"""A chain of coroutines is followed so far."""


_SUSPENDED = (CoroutineType, AsyncGeneratorType, GeneratorType)
"""What can be awaited, and says where it stands."""

_number_of = attrgetter("_number")
_number_of_actor = attrgetter("number")
_SHUTDOWN = pools.ThreadPoolExecutor.shutdown.__code__

_GATES = ("gated_coro", "gated")
"""The functions of LangChain and of LangGraph in which those wait whom ``max_concurrency`` keeps from running."""

_NAMED = ("event", "condition", "barrier")
"""What programs wait for, beside locks and the places of semaphores."""

_TIMEOUTS = {"_on_timeout", "_release_waiter"}
"""Callbacks by which asyncio cancels what took too long."""


def chain(coro: Any) -> list[Any]:
    """What a suspended coroutine consists of, from the outermost in: coroutines and generators."""
    found: list[Any] = []
    for _ in range(_DEEPEST):
        kind = type(coro)
        if kind is CoroutineType:
            found.append(coro)
            coro = coro.cr_await
        elif kind is AsyncGeneratorType:
            found.append(coro)
            coro = coro.ag_await
        elif kind is GeneratorType:
            found.append(coro)
            coro = coro.gi_yieldfrom
        elif coro is None or (kind.__name__ != "async_generator_asend" and isinstance(coro, asyncio.Future)):  # most are that
            break
        else:  # what __anext__() and __await__() give says nothing: the collector knows what is in it
            for inside in gc.get_referents(coro):
                if type(inside) in _SUSPENDED:
                    coro = inside
                    break
            else:
                break
    return found


def code_of(of: Any) -> CodeType:
    """The code of something in a chain."""
    kind = type(of)
    return of.cr_code if kind is CoroutineType else of.ag_code if kind is AsyncGeneratorType else of.gi_code


def frame_of(of: Any) -> FrameType | None:
    """Where something in a chain stands; None: it has ended. Python makes this object when it is asked for: ask the code what it can tell."""
    kind = type(of)
    return of.cr_frame if kind is CoroutineType else of.ag_frame if kind is AsyncGeneratorType else of.gi_frame


_ASYNCIO = asyncio.sleep.__code__.co_filename.rpartition(os.sep)[0]  # as code knows it: a zip file knows it otherwise


class _Places(dict[str, str]):
    """What a file is to who waits in it, by its path: the name of asyncio's or another library's module that says for what; ``asyncio`` and
    ``stage`` for the rest of these; nothing for any other. A path is looked at once."""

    def __missing__(self, path: str) -> str:
        found = ""
        name = path.rpartition("/")[2].removesuffix(".py")
        if path.rpartition(os.sep)[0] == _ASYNCIO:  # others have folders of this name, too
            found = name if name in ("tasks", "taskgroups", "locks", "queues") else "asyncio"
        elif path.endswith("/threading.py"):
            found = "threading"
        elif "futures" in path and name == "_base":
            found = name
        elif path.endswith("/queue.py"):
            found = "queue"
        elif "awaited/stage" in path:
            found = "socket" if path.endswith(("network.py", "polling.py")) else "stage"
        self[path] = found
        return found


_PLACES = _Places()

_SAY = {
    "asyncio": {"shutdown_default_executor"},
    "tasks": {"sleep", "wait", "_wait", "_wait_for_one"},
    "taskgroups": set(),
    "locks": set(),
    "queues": set(),
}
"""The functions of asyncio that say what who is in them waits for, by their place; none: all of a place do."""


class _Says(dict[str, "set[str] | None"]):
    """The same by path; None for what is no file of asyncio's."""

    def __missing__(self, path: str) -> "set[str] | None":
        found = self[path] = _SAY.get(_PLACES[path])
        return found


_SAYS = _Says()

_WAIT_FOR = {
    function.__code__ for name in ("wait_for", "_cancel_and_wait") if (function := getattr(asyncio.tasks, name, None)) is not None
}


def _shielded(future: Any) -> Any:
    """What ``asyncio.shield`` keeps from being cancelled with this future, if it does; else the future itself."""
    for callback, *_ in getattr(future, "_callbacks", None) or ():
        if getattr(callback, "__name__", "") == "_outer_done_callback" and "inner" in callback.__code__.co_freevars:
            return callback.__closure__[callback.__code__.co_freevars.index("inner")].cell_contents
    return future


def _within(value: Any, thing: Any, frame: FrameType) -> str:
    """Where a thing is in a dictionary, or in an object of the program's own: ``["emma"]``, ``.door``; empty: not there."""
    if isinstance(value, dict):
        return next((f"[{key!r}]" for key, other in dict.items(value) if other is thing and type(key) in (str, int)), "")
    if type(value).__module__ != frame.f_globals.get("__name__"):
        return ""
    inside = getattr(value, "__dict__", None)
    return next((f".{key}" for key, other in inside.items() if other is thing), "") if type(inside) is dict else ""


def _kind(own: Any) -> str:
    """What kind of thing it is, of asyncio's or of threading's, or of a class of the program's that is made from one of these."""
    for known in type(own).__mro__:
        name = known.__name__.lower()
        if name in _NAMED:
            return name
        if name.endswith("semaphore"):
            return "place"
    return "lock"


class Watch:
    """Tells an observer what happens on a stage.

    Args:
        turns: Who is told.
        scheduler: Of the stage.
        files: The names of the program's own file, whose lines are told. There may be more of them later.
        owns: Whether a file is the program's: that one, or a module beside it.
    """

    def __init__(
        self, turns: Turns, scheduler: Scheduler, files: Container[str], owns: Callable[[str], bool] | None = None
    ) -> None:
        self._to = turns
        self._scheduler = scheduler
        self._files = files
        # Asked hundreds of times a call. Only a dictionary may grow, and it answers at the speed of C.
        ask = files.__contains__
        self._of_files: Callable[[str], bool] = ask if isinstance(files, dict) else lru_cache(maxsize=None)(ask)
        self._owns = lru_cache(maxsize=None)(owns or files.__contains__)
        self._fibers: dict[Any, Actor] = {scheduler.main: turns.main}
        self._names: dict[str, Actor] = {turns.main.name: turns.main}
        self._threads = itertools.count(1)
        self._works = itertools.count(1)
        self._submitting: Actor | None = None

    # -- who and where

    def actor(self) -> Actor | None:
        """Whose code is running: the program's task or thread; None for a callback of the loop, or a fiber of nobody's."""
        loop = asyncio._get_running_loop()
        if loop is not None:
            task: Any = asyncio.current_task(loop)
            if task is None:
                return None
            if not isinstance(task, Task):
                return getattr(task, "actor", None)
            return self._serving(task, loop) if task.actor is None else task.actor
        return self._fibers.get(self._scheduler.current)

    def _serving(self, task: Task, loop: Any) -> Actor | None:
        """Who a task is that nobody of the program made, from when it first runs the program's code: a server's, for a request."""
        frame, found = None if self._scheduler.current.servant else sys._getframe(2), None
        while frame is not None and frame.f_code is not HANDLE_RUN:
            if self._owns(frame.f_code.co_filename):
                found = frame
            frame = frame.f_back
        if found is None or frame is None or task.done():
            return None
        by = getattr(loop, "actor", None) or self._to.main
        line = found.f_lineno if found.f_code.co_filename in self._files else by.stand
        task.actor = actor = self._to.made("task", task._number, by, line, found.f_code.co_name)
        task.helps = False
        self.begins(task, actor)
        return actor

    def _cause(self) -> Actor | None:
        """Whose doing it is that something is made now: the actor's, or that of whoever runs the loop of a callback, as a server does."""
        return self.actor() or getattr(asyncio._get_running_loop(), "actor", None)

    def named(self, name: str) -> Actor | None:
        """The actor of a task or thread, by its name."""
        return self._names.get(name)

    def frame(self, frame: FrameType | None) -> FrameType | None:
        """The innermost frame of the program on a stack."""
        of_files = self._of_files
        while frame is not None and not of_files(frame.f_code.co_filename):
            frame = frame.f_back
        return frame

    def here(self, actor: Actor | None = None) -> int | None:
        """The line of the program that is being run; the actor's last one, where a library's task runs for it."""
        found = self.frame(sys._getframe(1))
        if found is not None and (actor is None or actor.kind != "task" or found.f_code.co_name != "<module>"):
            return found.f_lineno
        return actor.stand if actor is not None else None

    # -- tasks

    def made(self, task: Any, coro: Any) -> None:
        task.actor = None
        name = getattr(coro, "__name__", "")
        if type(coro).__name__ == "async_generator_athrow":  # the loop closes a generator that was dropped
            return
        by = self.actor()
        if by is None and asyncio._get_running_loop() is None:
            return
        own, found, owns = True, None, self._owns
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            code = frame.f_code
            path = code.co_filename
            if owns(path):
                found = frame
                break
            if code is HANDLE_RUN:
                break
            if _SAYS[path] is None:
                own = own and path.endswith("awaited/stage/loop.py")
            elif code.co_name in ("_cancel_all_tasks", "close") and name != "shutdown_default_executor":
                return
            frame = frame.f_back
        body = getattr(coro, "cr_code", None)
        if found is None and by is self._to.main and body is not None and body.co_filename in self._files:
            # A test runner runs it: it is what the program begins with.
            task.actor = self._to.made("task", task._number, by, body.co_firstlineno, name, True)
            task.helps, task.starts = False, body.co_firstlineno
            return
        if found is None or name == "shutdown_default_executor":
            # A library's own: whatever it does, the one who caused it does.
            task.actor, task.helps = by or (self._to.main if found is not None else None), True
            return
        if body is not None and self._owns(body.co_filename):
            own, task.starts = True, body.co_firstlineno if body.co_filename in self._files else None
        by = by or self._to.main
        line = found.f_lineno if found.f_code.co_filename in self._files else self.here(by)
        task.actor = self._to.made("task", task._number, by, line, name, own)
        task.helps = False

    def began_at_once(self, task: Any) -> None:
        """An eager task (Python 3.12) has had its first turn within the one of its maker."""
        if task.actor is not None:
            self.ends(task, task.actor)

    def cancels(self, task: Any) -> None:
        if task.actor is not None and not task.helps and not task.done():
            self._to.cancels(task.actor, self.actor(), not self._asked(sys._getframe(2)))

    def _asked(self, frame: FrameType | None) -> bool:
        """Whether the program has a hand in what is done now, in this turn of a loop."""
        while frame is not None and frame.f_code is not HANDLE_RUN:
            if self._owns(frame.f_code.co_filename):
                return True
            frame = frame.f_back
        return False

    def turn(self, original: Callable[[Any], None], handle: Any) -> None:
        task: Any = getattr(handle._callback, "__self__", None)
        if not isinstance(task, Task):
            task = None
        actor = None if task is None else task.actor
        try:
            if actor is None or task.done():
                original(handle)
                if actor is None and task is not None and task.actor is not None:
                    self.ends(task, task.actor)  # it has become somebody in this turn
                return
            self.begins(task, actor)
            original(handle)
            self.ends(task, actor)
        finally:
            # As in asyncio's Handle._run: since Python 3.12 the traceback of a task that failed holds the frames that called it, and these
            # must not hold the task.
            del task, handle

    def begins(self, task: Any, actor: Actor) -> None:
        name = task.get_name()
        if not task.helps:
            actor.name = name
        self._names[name] = actor
        starts, task.starts = task.starts, None
        self._to.runs(actor, starts)

    def ends(self, task: Any, actor: Actor) -> None:
        if task.done():
            task.actor = None  # so that nothing of it is kept alive
            if not task.helps:
                how = "cancelled" if task.cancelled() else "failed" if task._exception is not None else "done"
                self._to.over(actor, how, type(task._exception).__name__ if how == "failed" else "")
            return
        links = chain(task.get_coro())
        # From where it waits out to what is the program's: the outermost thing that says what it is, and whether a library is outside of it.
        of_files, place, says = self._of_files, len(links), -1
        inside: FrameType | None = None
        library = False
        while place and inside is None:
            place -= 1
            of = links[place]
            # As code_of() does, but for a call that would cost as much as the rest.
            code = of.cr_code if type(of) is CoroutineType else of.ag_code if type(of) is AsyncGeneratorType else of.gi_code
            path = code.co_filename
            if of_files(path):
                inside = frame_of(of)
            elif (names := _SAYS[path]) is None:
                library = True
            elif code.co_name in names or not names:
                says, library = place, False
        if inside is None:
            mine, line, key, library = 0, actor.line, None, True
        else:
            mine, line = place + 1, inside.f_lineno
            key = getattr(of, "cr_await", None) or getattr(of, "ag_await", None)
            if type(key).__name__ == "FutureIter":
                key = task._fut_waiter
        why = self._awaited(task, links) if says < 0 else self._why(actor, links, mine, says, library)
        if why[0] in libraries.VAGUE and not why[1] and not actor.calls:
            why = self._library(links[mine:]) or why
        self._to.waits(actor, None if task.helps else line, *why[:2], _Same(key), why[2])

    def _why(self, actor: Actor, links: list[Any], mine: int, says: int, library: bool) -> tuple[str, Any, bool]:
        """What a task waits for, by the function of asyncio that it waits in, and whether it is a library that waits for it.

        Args:
            actor: Who waits.
            links: Its chain.
            mine: How many of them, from the outermost in, end with what is the program's.
            says: Which of them it is.
            library: Whether a library has called that function.
        """
        code, frame = code_of(links[says]), frame_of(links[says])
        name, inside = code.co_name, frame.f_locals if frame is not None else {}
        own = inside.get("self")
        match _PLACES[code.co_filename]:
            case "tasks" if name == "sleep":
                timer = inside.get("h")
                return ("way", None, library) if timer is None else ("sleep", round(timer.when(), 6), library)
            case "tasks" if name == "_wait_for_one":
                return "first", self._to.children(actor), False
            case "tasks":
                return "tasks", self._actors(inside.get("fs") or ()), False
            case "taskgroups":
                return "tasks", self._actors(own._tasks), False  # type: ignore[union-attr]
            case "asyncio":
                return "pool", None, True
            case "queues":
                return "queue", self._variable(own, links[:mine]), library
        kind = _kind(own)
        if kind == "place" and any(code_of(of).co_name in _GATES for of in links[mine:]):
            return kind, "max_concurrency", False
        return kind, self._variable(own, links[:mine]), library

    def _awaited(self, task: Any, links: list[Any]) -> tuple[str, Any, bool]:
        """What a task waits for that awaits a future, and whether it is a library that waits for it."""
        waiter = task._fut_waiter
        if links and code_of(links[-1]) in _WAIT_FOR and (frame := frame_of(links[-1])) is not None:
            # Until Python 3.11 it awaits a future of its own beside what it is given.
            given = frame.f_locals.get("fut")
            waiter = given if isinstance(given, asyncio.Future) else waiter
        waiter = _shielded(waiter)
        if (found := getattr(waiter, "actor", None)) is not None:
            return "tasks", [found], False
        if (children := getattr(waiter, "_children", None)) is not None:
            return "tasks", self._actors(children), False
        if (job := getattr(waiter, "job", None)) is not None:
            return "thread", [job], True
        return "future", self._variable(waiter, links) if waiter is not None else None, True

    def _library(self, called: list[Any]) -> tuple[str, Any, bool] | None:
        """What a library waits for, by its functions, the outermost first."""
        for of in called:
            code = code_of(of)
            if code.co_name not in libraries.FUNCTIONS:
                continue
            if kind := libraries.waits_for(code.co_name, code.co_filename):
                return kind, None, True
            if code.co_name == "__aexit__" and code.co_filename.endswith("_asyncio.py") and (frame := frame_of(of)) is not None:
                return "tasks", self._actors(getattr(frame.f_locals.get("self"), "_tasks", ())), False  # anyio's group of tasks
        return None

    @staticmethod
    def _actors(futures: Any) -> list[Actor]:
        found = [t for t in futures if getattr(t, "actor", None) is not None]
        return [t.actor for t in sorted(found, key=_number_of)]

    def _variable(self, thing: Any, mine: list[Any]) -> str:
        """What the program calls a thing, its innermost coroutine first."""
        for of in reversed(mine):
            if code_of(of).co_filename in self._files and (name := self._called(thing, frame_of(of))):
                return name
        return ""

    @staticmethod
    def _called(thing: Any, frame: FrameType | None) -> str:
        """What a frame of the program calls a thing."""
        if frame is None:
            return ""
        for scope in (frame.f_locals, frame.f_globals):
            for name, value in scope.items():
                if value is thing and not name.startswith("_"):
                    return name
            for name, value in scope.items():
                if not name.startswith("_") and (where := _within(value, thing, frame)):
                    return name + where
        return ""

    def soon(self, callback: Any) -> None:
        """A loop is to run something soon: a task that goes on, if it is one's turn."""
        task = getattr(callback, "__self__", None)
        if isinstance(task, Task) and (actor := task.actor) is not None and not task.done():
            self._to.ready(actor, self.actor())

    def timed(self, original: Callable, loop: Any, when: float, callback: Any, *args: Any, context: Any = None) -> Any:
        # Since Python 3.12 asyncio.run() gives the threads of its loop a time-out, in a task of its own: nothing that the program did.
        if getattr(callback, "__name__", "") in _TIMEOUTS and (actor := self.actor()) not in (None, getattr(loop, "actor", None)):
            self._to.sets(actor, self.here(actor), round(when, 6))
        return original(loop, when, callback, *args, context=context)

    def forever(self, original: Callable, loop: Any) -> None:
        actor = self.actor()
        if actor is not None and not hasattr(loop, "actor"):
            loop.actor = actor
            self._to.loops(actor, self.here(actor))
        original(loop)

    def closed(self, original: Callable, loop: Any) -> None:
        if (actor := vars(loop).pop("actor", None)) is not None:
            self._to.runs(actor, self.here(actor))
        original(loop)

    # -- threads

    def parks(self, park: Callable[..., bool], parking: Any, timeout: float | None, waits_for: str) -> bool:
        """A fiber waits, and is no event loop that has nothing to do."""
        actor = None if self._scheduler.closing else self.actor()
        if actor is None:
            return park(parking, timeout, waits_for)
        frame = sys._getframe(2)
        kind, of, deep, seen = self._stuck(frame, timeout)
        if not kind:
            return park(parking, timeout, waits_for)
        mine = self.frame(seen)
        line = actor.stand
        if mine is not None and (actor.kind != "task" or mine.f_code.co_name != "<module>"):
            line = mine.f_lineno
        self._to.waits(actor, line, kind, of, _Same((mine, mine.f_lasti) if mine is not None else None), deep)
        try:
            return park(parking, timeout, waits_for)
        finally:
            if not self._scheduler.closing:
                self._to.runs(actor, line)

    def _stuck(self, frame: FrameType | None, timeout: float | None) -> tuple[str, Any, bool, FrameType | None]:
        """What a thread waits for, by the library function that it waits in, and whether it is a library that waits for it; nothing for what is
        no wait of the program's. And the frame up to which that was seen: none before it is the program's."""
        sleeps = frame is not None and frame.f_code.co_name == "sleep"
        found: tuple[str, Any] = ("lock", None)
        deep, library = False, ""
        files = self._files
        while frame is not None:
            code = frame.f_code
            path, name = code.co_filename, code.co_name
            if path in files:
                if found[1] is not None:
                    found = found[0], self._called(found[1], frame)
                break
            if name in ("_bootstrap", "_bootstrap_inner") or (name == "run" and path.endswith(("threading.py", "thread.py"))):
                deep = True
                break  # where a thread, or the work of a pool, begins
            match _PLACES[path]:
                case "threading":
                    if name == "start":
                        return "", None, False, frame
                    own = frame.f_locals.get("self")
                    if name == "join":
                        if getattr(frame.f_back, "f_code", None) is _SHUTDOWN:
                            return "pool", None, True, frame
                        thread = getattr(own, "actor", None)
                        return "join", [thread] if thread is not None else None, False, frame
                    found = _kind(own), own
                case "_base":
                    inside = frame.f_locals
                    futures = inside.get("fs", ()) if name in ("wait", "as_completed") else (inside.get("self"),)
                    jobs = [job for future in futures if (job := getattr(future, "job", None)) is not None]
                    if not jobs and name == "result":  # somebody else fulfils it
                        return "elsewhere", None, False, frame
                    return "job", sorted(jobs, key=_number_of_actor), False, frame
                case "queue":
                    found = "queue", frame.f_locals.get("self")
                case "socket":
                    found = "socket", None
                case "stage":
                    pass
                case _:
                    deep = True
                    if name in libraries.FUNCTIONS:
                        library = libraries.waits_for(name, path) or library
            frame = frame.f_back
        if sleeps:
            until = None if timeout is None else round(self._scheduler.clock.now / NANOSECONDS + timeout, 6)
            return "sleep", until, deep, frame
        if library and found[0] in libraries.VAGUE:
            return library, None, True, frame
        return found[0], found[1] if isinstance(found[1], str) else None, deep or found[0] == "socket", frame

    def started(self, original: Callable, thread: Any) -> None:
        found = self.frame(sys._getframe(2))
        by = self._cause()
        thread.home = (found.f_lineno if found is not None else by.stand if by is not None else None, by)
        run = thread.run
        if getattr(run, "__func__", None) is not vars(threading.Thread)["run"] and not isinstance(run, partial):
            # A class of threads with a run() of its own, as anyio's workers.
            thread.run = partial(self.thread, lambda thread: run(), thread)
        original(thread)

    def thread(self, original: Callable, thread: Any) -> None:
        target, fiber = getattr(thread, "_target", None), self._scheduler.current
        vars(thread).pop("run", None)
        if fiber in self._fibers:  # its run() calls that of its base
            original(thread)
            return
        line, by = getattr(thread, "home", (None, None))
        if by is None or (target is not None and target.__module__ == pools.__name__):
            original(thread)
            return
        does = target or getattr(thread, "function", None) or type(thread).run
        code = getattr(does, "__code__", None)
        own = code is not None and code.co_filename in self._files
        actor = self._to.made("thread", next(self._threads), by, line, getattr(does, "__name__", ""), own)
        actor.name = thread.name
        thread.actor = self._fibers[fiber] = self._names[thread.name] = actor
        self._to.runs(actor, code.co_firstlineno if code is not None and own else None)
        failed = ""
        try:
            original(thread)
        except BaseException as error:
            failed = type(error).__name__
            raise
        finally:
            if not self._scheduler.closing:
                self._to.over(actor, "failed" if failed else "done", failed)
            self._fibers.pop(fiber, None)

    # -- pools

    def submitted(self, original: Callable, pool: Any, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        by = self.actor()
        own = by is not None
        if by is None and not self._scheduler.current.servant and (loop := asyncio._get_running_loop()) is not None:
            by = getattr(loop, "actor", None) or self._to.main  # a server hands over what serves a request
        job = None
        if by is not None:
            code = getattr(fn, "__code__", None)
            mine = code is not None and code.co_filename in self._files
            job = self._to.made("job", next(self._works), by, self.here(by), fn.__name__ if mine else "", own)
        before, self._submitting = self._submitting, job
        try:
            future = original(pool, fn, *args, **kwargs)
        finally:
            self._submitting = before
        return future

    def worked(self, original: Callable, item: Any, *context: Any) -> None:
        # Since Python 3.14 a pool hands its worker's context over.
        actor, fiber = getattr(item.future, "job", None), self._scheduler.current
        if actor is None:
            original(item, *context)
            return
        actor.name = threading.current_thread().name
        self._fibers[fiber] = self._names[actor.name] = actor
        self._to.runs(actor)
        try:
            original(item, *context)
        finally:
            if not self._scheduler.closing:
                self._to.over(actor, "done")
            self._fibers.pop(fiber, None)

    def queued(self, original: Callable, item: Any, *args: Any) -> None:
        original(item, *args)
        item.future.job = self._submitting

    def wrapped(self, original: Callable, future: Any, **kwargs: Any) -> Any:
        made = original(future, **kwargs)
        if made is not future and (job := getattr(future, "job", None)) is not None:
            made.job = job
        return made


class _Same:
    """Tells whether two waits are one: the program awaits the very same thing.

    Invariant: nothing is kept alive by it. A task to which nothing refers but what it waits for is collected on the stage, too.
    """

    __slots__ = ("frame", "thing")

    def __init__(self, thing: Any) -> None:
        self.frame = self.thing = None
        if isinstance(thing, tuple):  # a thread stands there, and keeps its frame itself
            self.frame = thing
        elif thing is not None:
            try:
                self.thing = weakref.ref(thing)
            except TypeError:
                self.frame = thing, None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Same):
            return False
        if self.frame is not None and other.frame is not None:
            return self.frame[0] is other.frame[0] and self.frame[1] == other.frame[1]
        if self.thing is not None and other.thing is not None:
            return self.thing() is other.thing() is not None
        return self.frame is other.frame and self.thing is other.thing

    __hash__ = None  # type: ignore[assignment]


HANDLE_RUN = asyncio.Handle._run.__code__
"""Whose frame a loop has for each callback, and for each turn of a task."""


def patches(watch: Watch) -> Iterator[Patch]:
    """What lets ``watch`` see tasks, the turns of loops, and the work of pools. Fibers that park ask it themselves."""

    def hooked(owner: Any, name: str, hook: Callable, why: str) -> Patch:
        original = vars(owner)[name]

        def method(*args: Any, **kwargs: Any) -> Any:
            try:
                return hook(original, *args, **kwargs)
            finally:
                del args

        method.__name__ = name
        return Patch(owner, name, method, why, copies=False)

    # The two that are called more often than all others together are put without a detour.
    handle_run, loop_call_soon = asyncio.Handle._run, asyncio.BaseEventLoop.call_soon

    def _run(handle: Any) -> None:
        try:
            watch.turn(handle_run, handle)
        finally:
            del handle

    def call_soon(loop: Any, callback: Any, *args: Any, context: Any = None) -> Any:
        watch.soon(callback)
        return loop_call_soon(loop, callback, *args, context=context)

    yield Patch(Task, "watch", watch, "tasks that are made and cancelled are told", copies=False)
    yield Patch(asyncio.Handle, "_run", _run, "the turns of a loop are told", copies=False)
    yield Patch(asyncio.BaseEventLoop, "call_soon", call_soon, "who is ready is told", copies=False)
    yield hooked(asyncio.BaseEventLoop, "call_at", watch.timed, "time-outs are told")
    yield hooked(asyncio.BaseEventLoop, "run_forever", watch.forever, "an event loop that starts is told")
    yield hooked(asyncio.BaseEventLoop, "close", watch.closed, "an event loop that ends is told")
    yield hooked(asyncio.futures, "wrap_future", watch.wrapped, "whoever waits for a pool's work is told to")
    yield hooked(threading.Thread, "start", watch.started, "who starts a thread is told")
    yield hooked(threading.Thread, "run", watch.thread, "a thread that begins and ends is told")
    yield hooked(pools.ThreadPoolExecutor, "submit", watch.submitted, "what a pool is to do is told")
    yield hooked(pools._WorkItem, "__init__", watch.queued, "what a pool is to do is told")
    yield hooked(pools._WorkItem, "run", watch.worked, "what a pool does is told")
