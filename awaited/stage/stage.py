"""The stage: where a snippet runs.

Within ``Stage`` the providers' chat classes are the fake model, time is virtual, every thread is a fiber, and what the program prints
and asks is recorded. Sockets are closed by the test runner (pytest-socket); there is nothing on the stage that would need one.
"""

import asyncio
import concurrent.futures.thread
import gc
import io
import linecache
import logging
import os
import random
import re
import sys
import sysconfig
import threading
import traceback
import warnings
from collections.abc import Callable
from contextlib import ExitStack, suppress
from types import ModuleType, TracebackType

import langchain_core.globals
from langchain_core.tools import BaseTool

from awaited import langchain as retrievers
from awaited.model import providers
from awaited.model.model import Model
from awaited.recording.calls import CallLog, current_name, sync_path
from awaited.recording.recording import Print, Recording, digest
from awaited.stage import threads
from awaited.stage.imports import Announcements
from awaited.stage.scheduler import NANOSECONDS, Clock, Deadlock, GreenletSwitch, Scheduler, Switch, TooLong, VirtualClock

CORES = 2
"""How many processor cores the stage has: the size of asyncio's default executor depends on it (six threads with two cores)."""

_PROGRAMS_OWN = (Exception, KeyboardInterrupt, asyncio.CancelledError, GeneratorExit, BaseExceptionGroup)
"""The exceptions that end a program, as against those that a test runner raises."""

_PACKAGES = sysconfig.get_path("purelib")

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


class _Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` on the stage. As in a terminal, text appears when its line is complete, or on ``flush``."""

    encoding = "utf-8"

    def __init__(self, write: Callable[[str, str], None], name: str) -> None:
        self._write = write
        self._name = name
        self._held = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._held += text
        if "\n" in text or "\r" in text:
            self.flush()
        return len(text)

    def flush(self) -> None:
        held, self._held = self._held, ""
        if held:
            self._write(held, self._name)


class Stage:
    """Runs programs so that their waiting costs nothing and all that they do is known.

    Use it as a context manager, and ``run`` one program in it.

    Args:
        server: The model server behind all chat models.
        name: What tracebacks and warnings call the program's file.
        clock: Virtual time, unless the browser asks for real seconds.
        switch: How fibers are switched; greenlets, unless in the browser.
        on_print: Called with each ``Print`` as it happens.
        collect: Collect garbage at the end, so that coroutines that nobody awaited are found.
        limit: How many characters of output are kept; the rest is dropped, and said to be. None: all.
    """

    def __init__(
        self,
        server: Model,
        name: str = "example.py",
        clock: Clock | None = None,
        switch: Switch | None = None,
        on_print: Callable[[Print], None] = lambda written: None,
        collect: bool = True,
        limit: int | None = None,
    ) -> None:
        self.server = server
        self._name = name
        self._clock = clock or VirtualClock()
        # Seconds that are not worth telling apart: none in virtual time.
        self._grain = getattr(self._clock, "grain", 0) / NANOSECONDS
        self._digits = 2 if self._grain else 6
        self._switch = switch or GreenletSwitch()
        self._on_print = on_print
        self._collect = collect
        self._room = limit
        self._files: set[str] = {name}
        self._log: CallLog = server.log
        self._prints: list[Print] = []
        self._blocked: list[tuple[float, float]] = []
        self._left: list[str] = []
        self._warned: list[str] = []
        self._announcements = Announcements()
        self._raised = ""
        self._seconds = 0.0
        self._lingering = False

    # -- entering and leaving

    def __enter__(self) -> "Stage":
        self._scheduler = Scheduler(self._clock, self._switch, threading.get_ident(), self._note_blocked)
        with ExitStack() as stack:
            self._streams = [_Stream(self._note_print, name) for name in ("stdout", "stderr")]
            for stream, name in zip(self._streams, ("stdout", "stderr"), strict=True):
                stack.enter_context(_Replaced(sys, name, stream))
            stack.enter_context(_Replaced(sys, "unraisablehook", self._note_unraisable))
            stack.enter_context(_Replaced(threading, "excepthook", self._thread_failed))
            stack.enter_context(_Replaced(os, "_exit", _no_exit))
            for setting, value in {"_llm_cache": None, "_debug": False, "_verbose": False}.items():
                stack.enter_context(_Replaced(langchain_core.globals, setting, value))
            root = logging.getLogger()
            stack.enter_context(_Replaced(root, "handlers", []))
            stack.enter_context(_Replaced(root, "level", logging.WARNING))
            for counts in ("cpu_count", "process_cpu_count"):  # the second since Python 3.13
                if hasattr(os, counts):
                    stack.enter_context(_Replaced(os, counts, lambda: CORES))
            stack.enter_context(_Replaced(asyncio.runners, "_cancel_all_tasks", self._cancel_all_tasks))
            stack.enter_context(_Replaced(BaseTool, "run", self._tool(BaseTool.run)))
            stack.enter_context(_Replaced(BaseTool, "arun", self._atool(BaseTool.arun)))
            stack.enter_context(warnings.catch_warnings())
            _default_filters()
            warnings.showwarning = self._show_warning
            stack.callback(self._announcements.forget)
            stack.enter_context(retrievers.noted(self._log))
            environment = dict(os.environ)
            stack.callback(lambda: (os.environ.clear(), os.environ.update(environment)))
            os.environ["LANGSMITH_TRACING"] = "false"
            state = random.getstate()
            stack.callback(random.setstate, state)
            random.seed(0)
            # What the ended threads held is let go here: not in the next run.
            stack.callback(lambda: gc.collect() if self._lingering else None)
            stack.enter_context(providers.installed(self.server))
            stack.enter_context(threads.installed(self._scheduler))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._lingering = self._collect and bool(self._scheduler.others)
        self._stack.close()

    # -- running

    def run(self, program: Callable[[], object]) -> None:
        """Call ``program`` as the body of a main module, to the end of its last thread.

        An exception ends it as it would end a script: the traceback is written to the standard error.
        Exceptions that are not the program's (a test's time-out, say) pass through.
        """
        try:
            program()
        except SystemExit as error:
            if error.code not in (None, 0):
                self._raised = "SystemExit"
                if not isinstance(error.code, int):
                    print(error.code, file=sys.stderr)
        except _PROGRAMS_OWN as error:
            self._fail(error)
        try:
            self._exit()
        except (Deadlock, TooLong) as error:
            self._fail(error)
        self._flush()
        self._seconds = self._now()

    def _flush(self) -> None:
        with suppress(Exception):  # the program may have put something of its own there
            sys.stdout.flush()
        for stream in self._streams:
            stream.flush()

    def _fail(self, error: BaseException) -> None:
        """What the interpreter does with an exception that nobody has caught."""
        self._flush()
        self._raised = type(error).__name__
        sys.stderr.write(self.format_exception(error))
        error.__traceback__ = None

    def execute(self, code: str, path: str | None = None) -> None:
        """Run ``code`` as ``python FILE`` would."""
        path = path or self._name
        self.alias(path)
        linecache.cache[path] = (len(code), None, code.splitlines(True), path)

        main = ModuleType("__main__")
        main.__file__ = path

        def program() -> None:
            exec(compile(code, path, "exec", dont_inherit=True), vars(main))

        before, arguments = sys.modules.get("__main__"), sys.argv
        sys.modules["__main__"], sys.argv = main, [path]
        try:
            self.run(program)
        finally:
            sys.modules["__main__"], sys.argv = before, arguments

    def alias(self, path: str) -> None:
        """Say that ``path`` is the program's file."""
        self._files.add(path)

    def recording(self, snippet: str, code: str) -> Recording:
        """What was recorded, as the recording of ``snippet`` with this code."""
        for call in self._log.calls:
            for name in ("start", "served", "first", "end"):
                value = getattr(call, name)
                setattr(call, name, None if value is None else round(value, self._digits))
            if call.served is None and call.kind == "model":
                call.served = call.end  # it never left the server's queue
            if call.served is not None and round(call.served - call.start, 6) <= self._grain:
                call.served = None
            call.outcome = call.outcome or "unfinished"
        return Recording(
            snippet,
            digest(code),
            self._seconds,
            self._raised,
            self._warned,
            self._left,
            self._log.calls,
            self._prints,
            self._blocked,
        )

    def _exit(self) -> None:
        """What the interpreter does at its end: it waits for threads. What it has to wait for, or clean up, is noted."""
        if self._collect:
            gc.collect()
        self._scheduler.give_way()
        alive = self._alive()
        self._left += [f"thread {t.name}" for t in alive]
        pools = concurrent.futures.thread
        with _Replaced(pools, "_shutdown", True):
            for worker, work in list(pools._threads_queues.items()):
                if worker in alive:
                    work.put(None)
            while waited_for := [t for t in self._alive() if not t.daemon]:
                for thread in waited_for:
                    thread.join()
                    pools._threads_queues.pop(thread, None)
        if self._collect and alive:  # what they held is let go only now
            gc.collect()

    def _alive(self) -> list[threading.Thread]:
        main = threading.main_thread()
        return [t for t in threading.enumerate() if t is not main and self._is_ours(t)]

    def _is_ours(self, thread: threading.Thread) -> bool:
        return any(fiber.ident == thread.ident for fiber in self._scheduler.others)

    # -- what is noted

    def _now(self) -> float:
        return round(self._clock.now / NANOSECONDS, self._digits)

    def _note_print(self, text: str, to: str) -> None:
        if self._scheduler.closing:  # a daemon thread that is being ended; at its exit Python just stops it
            return
        if self._room is not None:
            if self._room <= 0:
                return
            self._room -= len(text)
            if self._room <= 0:
                text = text[: self._room or None] + "\n… the rest of the output is left out: there is too much of it.\n"
        text = _ADDRESS.sub(" at 0x…", self._plain_paths(text))
        at, by = self._now(), current_name()
        last = self._prints[-1] if self._prints else None
        if last and (last.at, last.by, last.to) == (at, by, to):
            last.text += text
        else:
            self._prints.append(Print(at, by, text, to))
        self._on_print(Print(at, by, text, to))

    def _note_blocked(self, start: int, end: int) -> None:
        span = (round(start / NANOSECONDS, self._digits), round(end / NANOSECONDS, self._digits))
        if end - start <= self._grain * NANOSECONDS:
            return
        if self._blocked and round(abs(span[0] - self._blocked[-1][1]), 6) <= self._grain:
            span = (self._blocked.pop()[0], span[1])
        self._blocked.append(span)

    def _plain_paths(self, text: str) -> str:
        for path in self._files:
            text = text.replace(path, self._name)
        return text.replace(_PACKAGES, "…/site-packages")

    def _show_warning(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: object = None,
        line: object = None,
    ) -> None:
        if self._scheduler.closing:
            return
        if issubclass(category, ResourceWarning):  # hidden from a reader, but not from us
            self._left.append(_ADDRESS.sub("", str(message)))
            return
        self._announcements.note()
        self._warned.append(category.__name__)
        text = f"{category.__name__}: {message}\n"
        if filename in self._files:
            text = f"{self._name}:{lineno}: {text}"
            if source := linecache.getline(filename, lineno).strip():
                text += f"  {source}\n"
        sys.stderr.write(text)

    def _note_unraisable(self, unraisable: object) -> None:
        if self._scheduler.closing:
            return
        self._left.append(f"an exception that nobody could catch: {unraisable.exc_value!r}")

    def _thread_failed(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_type is SystemExit:
            return
        # A time-out of the test runner, or Ctrl+C: they are for the main thread.
        if args.exc_type is KeyboardInterrupt or not issubclass(args.exc_type, _PROGRAMS_OWN):
            self._scheduler.interrupt(args.exc_value)
            return
        text = self.format_exception(args.exc_value)
        sys.stderr.write(f"Exception in thread {args.thread.name}:\n{text}")

    def _cancel_all_tasks(self, loop: asyncio.AbstractEventLoop) -> None:
        # asyncio.run() does this when its main coroutine has ended.
        pending = asyncio.all_tasks(loop)
        self._left += sorted(f"task {t.get_name()}" for t in pending if not _is_finaliser(t))
        _cancel_all_tasks(loop)

    def _tool(self, original: Callable) -> Callable:
        def run(tool: BaseTool, *args: object, **kwargs: object) -> object:
            with self._log.noted("tool", tool.name, sync_path()):
                return original(tool, *args, **kwargs)

        return run

    def _atool(self, original: Callable) -> Callable:
        async def arun(tool: BaseTool, *args: object, **kwargs: object) -> object:
            if type(tool)._arun is BaseTool._arun or getattr(tool, "coroutine", tool) is None:
                # Without a coroutine of its own it ends up in a thread, in run(), which notes it.
                return await original(tool, *args, **kwargs)
            with self._log.noted("tool", tool.name, "native"):
                return await original(tool, *args, **kwargs)

        return arun

    # -- tracebacks

    def format_exception(self, error: BaseException) -> str:
        """A traceback as the terminal shows it, with the lines of the program alone: those of libraries differ by version."""
        report = traceback.TracebackException.from_exception(error, compact=True)
        lines: list[str] = []
        self._format(report, lines)
        return self._plain_paths("".join(lines))

    def _format(self, report: traceback.TracebackException, lines: list[str], indent: str = "") -> None:
        if report.__cause__ is not None:
            self._format(report.__cause__, lines, indent)
            lines.append(f"\n{indent}The above exception was the direct cause of the following exception:\n\n")
        elif report.__context__ is not None and not report.__suppress_context__:
            self._format(report.__context__, lines, indent)
            lines.append(f"\n{indent}During handling of the above exception, another exception occurred:\n\n")
        frames = [f for f in report.stack if f.filename in self._files]
        if frames:
            lines.append(f"{indent}Traceback (most recent call last):\n")
        for n, frame in enumerate(frames):
            lines.append(f'{indent}  File "{self._name}", line {frame.lineno}, in {frame.name}\n')
            if frame.line:
                lines.append(f"{indent}    {frame.line}\n")
            if n == len(frames) - 1 and frame is not report.stack[-1]:
                lines.append(f"{indent}  ...\n")
        for line in report.format_exception_only():
            lines.append("".join(f"{indent}{part}\n" for part in line.rstrip("\n").split("\n")))
        for number, inner in enumerate(report.exceptions or (), 1):
            lines.append(f"{indent}  +---------------- {number} ----------------\n")
            self._format(inner, lines, indent + "  | ")


_cancel_all_tasks = asyncio.runners._cancel_all_tasks


def _is_finaliser(task: asyncio.Task) -> bool:
    """Whether a task only closes an asynchronous generator that was dropped: asyncio's own, not the program's."""
    return type(task.get_coro()).__name__ == "async_generator_athrow"


def _no_exit(code: int) -> None:
    raise RuntimeError(f"os._exit({code}) would end the test run; a snippet must end by itself")


class _Replaced:
    """Set an attribute for the length of a context."""

    def __init__(self, owner: object, name: str, value: object) -> None:
        self._owner, self._name, self._value = owner, name, value

    def __enter__(self) -> None:
        self._before = getattr(self._owner, self._name)
        setattr(self._owner, self._name, self._value)

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        setattr(self._owner, self._name, self._before)


def _default_filters() -> None:
    """The warnings that ``python FILE`` shows, and ResourceWarning, which ``Stage`` notes without showing it."""
    warnings.resetwarnings()
    for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
