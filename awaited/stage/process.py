"""What a program sees of its process: streams, environment, exit, processor cores, random numbers, settings of modules.

All of it is as in a new process at the start of each run, and as before at its end. What the stage cannot do ends in a sentence.
"""

import ast
import asyncio
import atexit
import errno
import functools
import gc
import io
import itertools
import logging
import multiprocessing.process
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from awaited.stage.imports import SHOWN, importer
from awaited.stage.patches import MISSING, Patch
from awaited.stage.scheduler import Parking, Scheduler
from awaited.stage.threads import scheduler

_posixsubprocess: Any = sys.modules.get("_posixsubprocess")  # subprocess has imported it, where there is such a thing

_PROCESSES: list[type] = [subprocess.Popen, multiprocessing.process.BaseProcess]
with suppress(ImportError):  # a web page has no processes, and not all of the modules for them
    from concurrent.futures.process import ProcessPoolExecutor

    _PROCESSES.append(ProcessPoolExecutor)

CORES = 2
"""How many processor cores the stage has: the size of asyncio's default executor depends on it (six threads with two cores)."""

TIDY_AFTER = 150
"""After how many runs in one process the remains of earlier ones are collected."""
_runs = itertools.count(1)

PID = 1000
"""The number of the program's process. Servers write it, and it is to be the same in every run."""
PARENT = PID - 1
"""The number of the process that has started it."""


class NotOnStage(OSError):
    """The program asks for something that the stage does not have; the message says what, and what to do."""


class NoInput(NotOnStage, io.UnsupportedOperation):
    """What asks for a descriptor, and does without it where there is none, knows the second of these."""


class Exit(BaseException):
    """``os._exit``: the program ends at once, whatever else it does."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the program has ended its process, with the status {code}")
        self.code = code


_os_exit = os._exit


def exit_process(on: Scheduler, code: int) -> None:
    """``os._exit``: nothing of the program runs any more, whatever it catches."""
    if scheduler() is None:
        _os_exit(code)
    on.exit = Exit(code)
    if on.current is not on.main:
        on.interrupt(on.exit)
        on.park(Parking(on), None, "the end of the program")
    raise on.exit


# -- streams


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` on the stage. As in a terminal, text appears when its line is complete, or on ``flush``.

    There is one of each in the life of a process: packages that make a handler for messages when they are imported keep it.
    """

    encoding = "utf-8"
    errors = "strict"
    mode = "w"
    line_buffering = True
    newlines = None

    def __init__(self, name: str) -> None:
        self.begin(None)
        self.to = name
        self.name = f"<{name}>"
        if name == "stderr":
            self.errors = "backslashreplace"
        self.buffer = _Bytes(self)

    def begin(self, write: Callable[[str, str], None] | None) -> None:
        """Write with ``write`` from now on, what is on the stage."""
        self._write = write
        self._held = ""
        self._closed = False

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Also where somebody lets go of another text stream over its bytes. What the stage has to say is written all the same."""
        self.flush()
        self._closed = True

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1 if self.to == "stdout" else 2

    def reconfigure(self, **settings: object) -> None:
        """Taken, and without effect: text appears as in a terminal."""

    def directly(self, data: Any) -> int:
        """Write past what is held back, as the operating system does with what it is given."""
        if self._write is not None:
            self._write(bytes(data).decode("utf-8", "replace"), self.to)
        return len(data)

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {None if text is None else type(text).__name__}")
        if self._closed:
            raise ValueError("I/O operation on closed file.")
        if self._write is None:  # between two runs
            return _real(self.to).write(text)
        self._held += text if text.isascii() else text.encode(self.encoding, self.errors).decode(self.encoding)
        if "\n" in text or "\r" in text:
            self.flush()
        return len(text)

    def flush(self) -> None:
        held, self._held = self._held, ""
        if held and self._write is not None:
            self._write(held, self.to)


def _real(name: str) -> Any:
    """The stream outside; the terminal's own, where there is none."""
    outside = getattr(sys, name)
    return getattr(sys, f"__{name}__") if isinstance(outside, Stream) else outside


class _Bytes(io.BufferedIOBase):
    """``sys.stdout.buffer``."""

    def __init__(self, stream: Stream) -> None:
        self._stream = weakref.ref(stream)
        self.name = stream.name

    @property
    def closed(self) -> bool:
        return (stream := self._stream()) is None or stream.closed

    def close(self) -> None:
        if (stream := self._stream()) is not None:
            stream.close()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._text.fileno()

    def write(self, data: Any) -> int:
        self._text.write(bytes(data).decode("utf-8", "replace"))
        return len(data)

    def flush(self) -> None:
        if (stream := self._stream()) is not None:
            stream.flush()

    @property
    def _text(self) -> Stream:
        stream = self._stream()
        if stream is None:
            raise ValueError("I/O operation on closed file.")
        return stream


_STREAMS = (Stream("stdout"), Stream("stderr"))


class Input(io.TextIOWrapper):
    """``sys.stdin`` on the stage: nobody types, and it has ended."""

    name = "<stdin>"
    mode = "r"

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8")

    def fileno(self) -> int:
        raise NoInput(NO_INPUT)


def _no_terminal(fd: int = 1) -> os.terminal_size:
    raise OSError(25, "Inappropriate ioctl for device")


def _of_standard_streams(original: Callable[..., Any], ours: Callable[..., Any], *descriptors: int) -> Callable[..., Any]:
    def either(fd: int, *args: Any) -> Any:
        return ours(fd, *args) if fd in descriptors and scheduler() is not None else original(fd, *args)

    either.__name__ = either.__qualname__ = original.__name__
    return either


@contextmanager
def _descriptors() -> Iterator[None]:
    """The standard streams of the operating system lead where they did, also if a program closes them or puts something else there."""
    before = []
    for fd in range(3):
        with suppress(OSError):
            before.append((fd, os.fstat(fd)[:3], os.dup(fd)))
    try:
        yield
    finally:
        for fd, was, kept in before:
            now = None
            with suppress(OSError):
                now = os.fstat(fd)[:3]
            if now != was:
                os.dup2(kept, fd)
            os.close(kept)


# -- what it may not do

NO_PROCESS = (
    "the stage is one process and starts no other: what a program runs there must be in this process. "
    "Run this program in a terminal, or use threads in the place of processes"
)
NO_INPUT = "nobody types on the stage, its standard input has no descriptor: run this program in a terminal, or read from a file"
NO_FIFO = (
    "the stage has no pipes in the file system: whoever opens one waits for another process. "
    "Use os.pipe(), or run this program in a terminal"
)
NO_SOCKET = (
    "the stage has a network of its own, and this call goes past it: use the socket module, or run this program in a terminal"
)

_REFUSED = {
    "os.fork": NO_PROCESS,
    "os.forkpty": NO_PROCESS,
    "os.exec": NO_PROCESS,
    "os.posix_spawn": NO_PROCESS,
    "os.spawn": NO_PROCESS,
    "os.system": NO_PROCESS,
    "subprocess.Popen": NO_PROCESS,
    "pty.spawn": NO_PROCESS,
    "socket.__new__": NO_SOCKET,
    "socket.connect": NO_SOCKET,
    "socket.getaddrinfo": NO_SOCKET,
    "socket.gethostbyname": NO_SOCKET,
}


class _Door(str):
    """The name of an event. Whoever meets it asks for it, since two texts are compared by the one whose class is below the other's."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, event: object) -> bool:
        if (same := str.__eq__(self, event)) is True and scheduler() is not None:
            raise NotOnStage(_REFUSED[str(self)])
        return same


_audit: Callable[..., object] = dict.fromkeys(map(_Door, _REFUSED)).get
"""Looks an event up, and nothing else: Python tells of thousands in a run (of each look at a frame's code), it has no way to take this away
again, and a function in Python would cost a twentieth of a run. A name that is not there is compared with none."""

_audited = False


def _watch_over_the_door() -> None:
    """What is written in C gets past all names that can be replaced; Python tells of it here alone."""
    global _audited
    if not _audited:
        _audited = True
        sys.addaudithook(_audit)


def _refuse(original: Callable, why: str) -> Callable:
    def refused(*args: Any, **kwargs: Any) -> Any:
        if scheduler() is not None:
            raise NotOnStage(why)
        return original(*args, **kwargs)

    refused.__name__ = refused.__qualname__ = getattr(original, "__name__", "refused")
    return refused


def _refuse_to_start(original: Callable, program_in: Callable[..., object]) -> Callable:
    """No process; and where there is not even such a program, the error that a terminal gives."""
    refused = _refuse(original, NO_PROCESS)

    def started(*args: Any, **kwargs: Any) -> Any:
        if scheduler() is not None and sys.platform != "emscripten":
            program = program_in(*args, **kwargs)
            if isinstance(program, str) and not Path(program).exists() and shutil.which(program) is None:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), program)
        return refused(*args, **kwargs)

    started.__name__ = started.__qualname__ = refused.__name__
    return started


def _program_of_popen(
    self: object,
    args: object = (),
    bufsize: int = -1,
    executable: object = None,
    *rest: object,
    shell: bool = False,
    **settings: object,
) -> object:
    if shell:
        return None
    if executable is None and isinstance(args, Sequence) and not isinstance(args, str):
        return args[0] if args else None
    return executable or args


def _program_of_a_loop(
    self: object, protocol_factory: object, program: object = None, *args: object, **settings: object
) -> object:
    return program


# -- the end of a program


class _AtExit:
    """What the program itself registers with ``atexit`` runs at its end; what libraries register waits for the process's."""

    def __init__(self, owns: Callable[[FrameType], bool]) -> None:
        self._owns = owns
        self._functions: list[tuple[Callable, tuple, dict]] = []

    def register(self, function: Callable, *args: Any, **kwargs: Any) -> Callable:
        if scheduler() is None or not self._owns(sys._getframe(1)):
            return _register(function, *args, **kwargs)
        self._functions.append((function, args, kwargs))
        return function

    def unregister(self, function: Callable) -> None:
        self._functions = [entry for entry in self._functions if entry[0] != function]
        _unregister(function)

    def run(self, failed: Callable[[BaseException, Callable], None]) -> None:
        """Call them, the last one first."""
        while self._functions:
            function, args, kwargs = self._functions.pop()
            try:
                function(*args, **kwargs)
            except Exception as error:
                failed(error, function)


_register, _unregister = atexit.register, atexit.unregister


# -- modules and loggers, as they were

KEPT = (
    "asyncio", "builtins", "concurrent.futures", "contextvars", "functools", "http", "inspect", "io", "json", "logging", "os", "queue", "random",
    "select", "selectors", "signal", "socket", "ssl", "sys", "threading", "time", "datetime", "traceback", "uuid", "warnings",
)  # fmt: skip
"""The modules of the standard library, with those below them, that are as before when a program has ended."""

_CLASSES = (
    asyncio.BaseEventLoop,
    asyncio.SelectorEventLoop,
    asyncio.Runner,
    asyncio.Future,
    asyncio.Task,
    asyncio.Queue,
    asyncio.Semaphore,
    threading.Thread,
    threading.Condition,
    threading.Event,
)
"""Classes of theirs that programs are known to change (nest_asyncio does)."""


class _Belongings:
    """The attributes of some modules and classes, to be put back.

    Args:
        named: Modules, with the classes in them. None: those of ``KEPT``.
    """

    def __init__(self, named: set[str] | None = None) -> None:
        wanted = [sys.modules[name] for name in named if name in sys.modules] if named is not None else _kept_modules()
        classes: dict[int, type] = {id(c): c for c in _CLASSES} if named is None else {}
        if named is not None:
            for module in wanted:
                classes |= {id(c): c for c in vars(module).values() if isinstance(c, type) and not _is_builtin(c)}
        self._before = [(owner, *_content(owner)) for owner in (*wanted, *classes.values())]

    def put_back(self) -> None:
        for owner, names, values in self._before:
            # At the speed of C: nothing is looked up, and what is the same object is not compared.
            if _content(owner) != (names, values):
                before = dict(zip(names, values, strict=True))
                _put_back(vars(owner), before, functools.partial(setattr, owner), functools.partial(delattr, owner))


def _content(owner: Any) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    content = vars(owner)
    return (*content,), (*content.values(),)


_known: tuple[tuple[str, ...], list[ModuleType]] = ((), [])


def _kept_modules() -> list[ModuleType]:
    """The modules of ``KEPT`` that are loaded; they are looked for again when something else was imported."""
    global _known
    if _known[0] != (names := (*sys.modules,)):
        modules = list(sys.modules.items())
        _known = names, [module for name, module in modules if isinstance(module, ModuleType) and _is_kept(name)]
    return _known[1]


def _is_kept(name: str) -> bool:
    return name.startswith(KEPT) and any(name == kept or name.startswith(f"{kept}.") for kept in KEPT)


_CHANGES = re.compile(r"\w\.\w+\s*[-+|]?=[^=]|\b(setattr|delattr|patch|apply|monkey\w*)\b")
"""What a program that changes somebody else's module looks like."""


def imported_by(code: str) -> set[str]:
    """The modules that a program imports, if it may change something in them."""
    if not _CHANGES.search(code):
        return set()
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module}
    return found


def _is_builtin(kind: type) -> bool:
    return not kind.__flags__ & 0x200  # Py_TPFLAGS_HEAPTYPE


_LEFT_ALONE = {"__builtins__", "__warningregistry__", "__dict__", "__weakref__", "__doc__", "__abstractmethods__", "_abc_impl"}
"""What Python itself changes."""


def _put_back(now: Any, before: dict[str, Any], put: Callable[[str, Any], None], drop: Callable[[str], None]) -> None:
    changed = [(name, value) for name, value in before.items() if now.get(name, MISSING) is not value and name not in _LEFT_ALONE]
    for name, value in changed:
        put(name, value)
    if len(now) != len(before):
        for name in [name for name in now if name not in before and name not in _LEFT_ALONE]:
            if not isinstance(now[name], ModuleType):  # a submodule that was imported meanwhile
                drop(name)


_NAMES_OF_LEVELS: tuple[dict[Any, Any], ...] = (logging._levelToName, logging._nameToLevel)
_add_level_name = logging.addLevelName


class _Loggers:
    """Handlers, levels and filters of all loggers, as before when a program has ended; those that it has made are gone.

    What a package does with its loggers while it is imported stays: the next program will not import it again.

    Args:
        owns: Whether a frame is the program's own code.
    """

    def __init__(self, owns: Callable[[FrameType], bool]) -> None:
        self._owns = owns
        root = logging.getLogger()
        self._manager = root.manager
        self._before: dict[int, _Logger] = {}
        self._made: set[str] = set()
        """The names of loggers that the program was the first to ask for, and no package."""
        for logger in (root, *self._manager.loggerDict.values()):
            if isinstance(logger, logging.Logger):
                self._before[id(logger)] = _Logger(logger)
        self._disable = self._manager.disable
        self._names: list[tuple[dict[Any, Any], dict[Any, Any]]] = [(names, names.copy()) for names in _NAMES_OF_LEVELS]
        root.handlers = []
        if root.level != logging.WARNING:
            root.setLevel(logging.WARNING)

    def patches(self) -> Iterator[Patch]:
        """What tells of changes."""
        why = "a package's own settings stay with it, and nobody else's"
        for name in ("setLevel", "addHandler", "removeHandler"):
            yield Patch(logging.Logger, name, self._told(vars(logging.Logger)[name]), why)
        yield Patch(logging.Manager, "getLogger", self._asked(logging.Manager.getLogger), "the program's loggers go with it")
        yield Patch(logging, "addLevelName", self._named, why)

    def _named(self, level: int, name: str) -> None:
        """``logging.addLevelName``."""
        _add_level_name(level, name)
        if scheduler() is not None and importer(self._owns):
            for (_, before), key, value in zip(self._names, (level, name), (name, level), strict=True):
                before[key] = value

    def _asked(self, original: Callable) -> Callable:
        def getLogger(manager: logging.Manager, name: str) -> logging.Logger:  # noqa: N802
            new = not isinstance(manager.loggerDict.get(name), logging.Logger)
            logger: logging.Logger = original(manager, name)
            if (new or name in self._made) and scheduler() is not None:
                if importer(self._owns):
                    self._made.discard(name)
                    self._before[id(logger)] = _Logger(logger, new=True)
                elif new:
                    self._made.add(name)
            return logger

        return getLogger

    def _told(self, original: Callable) -> Callable:
        @functools.wraps(original)
        def change(logger: logging.Logger, value: Any) -> None:
            if scheduler() is not None:
                kept = self._before.get(id(logger))
                if importer(self._owns):
                    if kept is not None:
                        kept.also(original.__name__, value)
                elif kept is None:
                    self._before[id(logger)] = _Logger(logger)
            original(logger, value)

        return change

    def put_back(self) -> None:
        self._manager.disable = self._disable
        for names, before in self._names:
            if names != before:
                names.clear()
                names.update(before)
        while self._before:
            self._before.popitem()[1].put_back()
        if self._made:
            self._forget()

    def _forget(self) -> None:
        """Take the program's loggers out of the tree."""
        known = self._manager.loggerDict
        gone = {logger for name in self._made if isinstance(logger := known.pop(name, None), logging.Logger)}
        for name, other in list(known.items()):
            if isinstance(other, logging.PlaceHolder):
                del known[name]
            else:
                while other.parent in gone:
                    other.parent = other.parent.parent
        self._manager._clear_cache()  # type: ignore[attr-defined]
        # What stands for the loggers above others is made anew.
        for name, other in known.copy().items():
            assert isinstance(other, logging.Logger)
            for place in range(len(name)):
                if name[place] == ".":
                    holder = known.setdefault(name[:place], logging.PlaceHolder(other))
                    if isinstance(holder, logging.PlaceHolder):
                        holder.append(other)


class _Logger:
    """A logger as it was."""

    __slots__ = ("_disabled", "_filters", "_handlers", "_level", "_logger", "_propagate")

    def __init__(self, logger: logging.Logger, new: bool = False) -> None:
        self._logger = logger
        self._level, self._propagate, self._disabled = logging.NOTSET, True, False
        self._handlers: tuple[logging.Handler, ...] = ()
        self._filters: tuple[Any, ...] = ()
        if not new:
            self._level, self._propagate, self._disabled = logger.level, logger.propagate, logger.disabled
            self._handlers, self._filters = (*logger.handlers,), (*logger.filters,)

    def also(self, name: str, value: Any) -> None:
        """This change is to stay."""
        if name == "setLevel":
            self._level = logging._checkLevel(value)  # type: ignore[attr-defined]
        elif name == "addHandler" and value not in self._handlers:
            self._handlers += (value,)
        elif name == "removeHandler":
            self._handlers = tuple(handler for handler in self._handlers if handler != value)

    def put_back(self) -> None:
        logger = self._logger
        if (*logger.handlers,) != self._handlers:
            logger.handlers = list(self._handlers)
        if (*logger.filters,) != self._filters:
            logger.filters = list(self._filters)
        logger.propagate, logger.disabled = self._propagate, self._disabled
        if logger.level != self._level:
            logger.setLevel(self._level)


# -- settings of the interpreter, as they were

_SETTINGS: tuple[tuple[Callable[[], Any], Callable[[Any], object]], ...] = (
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (sys.getswitchinterval, sys.setswitchinterval),
    (sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    (gc.get_threshold, lambda counts: gc.set_threshold(*counts)),
    (gc.get_debug, gc.set_debug),
)
"""What asks for each, and what sets it."""

_LISTS: tuple[list[Any], ...] = (sys.meta_path, sys.path_hooks, gc.callbacks)
"""Whom the interpreter calls."""


@contextmanager
def _settings() -> Iterator[None]:
    """What a program sets in the interpreter, or in its process, is as before when it has ended."""
    before = [ask() for ask, _ in _SETTINGS]
    called = [entries.copy() for entries in _LISTS]
    # Each is told by what sets it. A web page has no stacks of threads.
    mask, size = os.umask(0o077), threading.stack_size() if sys.platform != "emscripten" else 0
    os.umask(mask)
    try:
        yield
    finally:
        for (ask, put), value in zip(_SETTINGS, before, strict=True):
            if ask() != value:
                put(value)
        for entries, kept in zip(_LISTS, called, strict=True):
            if entries != kept:
                _put_entries_back(entries, kept)
        os.umask(mask)
        if sys.platform != "emscripten":
            threading.stack_size(size)


def _put_entries_back(entries: list[Any], before: list[Any]) -> None:
    """A package's own, that came when it was imported, stay: the next program will not import it again."""
    new = [entry for entry in entries if entry not in before and _of_a_package(entry)]
    kept = [entry for entry in entries if entry in before or entry in new]
    as_before = [entry for entry in kept if entry in before] == before
    entries[:] = kept if as_before else [*new, *before]
    sys.path_importer_cache.clear()  # what it has made for folders


def _of_a_package(entry: Any) -> bool:
    home = str(getattr(entry, "__module__", None) or type(entry).__module__)
    return home in sys.modules and home != "__main__" and home.partition(".")[0] not in sys.stdlib_module_names


# -- all of it


class Process:
    """The process that a program believes to be in.

    Args:
        on: The scheduler of the stage.
        write: Called with each piece of text that is written, and ``stdout`` or ``stderr``.
        owns: Whether a frame is the program's own code.
        seed: Of the random numbers.
        guest: The process belongs to somebody else, a test runner: streams, warnings, loggers and modules stay as he has them.
    """

    def __init__(
        self,
        on: Scheduler,
        write: Callable[[str, str], None],
        owns: Callable[[FrameType], bool],
        seed: int = 0,
        guest: bool = False,
    ) -> None:
        self._on = on
        self._seed = seed
        self._guest = guest
        self._kept: list[_Belongings] = []
        self._write = write
        self._owns = owns
        self.at_exit = _AtExit(owns)
        self.temporary = TemporaryNames(seed)

    def patches(self) -> Iterator[Patch]:
        """What is replaced."""
        if not self._guest:
            yield from self._own_streams()
            yield from self._loggers.patches()
        yield Patch(os, "_exit", functools.partial(exit_process, self._on), "it would end the process that the stage is in")
        yield Patch(os, "getpid", _getpid, "the number of a process is another one in every run")
        if hasattr(os, "getppid"):
            yield Patch(os, "getppid", _getppid, "the number of a process is another one in every run")
        for counts in ("cpu_count", "process_cpu_count"):  # the second since Python 3.13
            if hasattr(os, counts):
                yield Patch(os, counts, lambda: CORES, "the size of pools depends on it")
        if hasattr(os, "sched_getaffinity"):
            yield Patch(os, "sched_getaffinity", lambda pid: set(range(CORES)), "the size of pools depends on it")
        yield Patch(tempfile, "_name_sequence", self.temporary, "they are the same in every run where they are shown")
        yield Patch(os, "urandom", _Identifiers(self._seed), "identifiers are the same in every run")
        if hasattr(os, "mkfifo"):
            yield Patch(os, "mkfifo", _refuse(os.mkfifo, NO_FIFO), "to open one would stop all fibers")
        collects = _Collects()
        for function in ("enable", "disable", "isenabled"):
            yield Patch(
                gc, function, getattr(collects, function), "garbage is collected when the stage says so, whatever a program wants"
            )
        yield Patch(atexit, "register", self.at_exit.register, "what the program registers runs at its end")
        yield Patch(atexit, "unregister", self.at_exit.unregister, "what the program registers runs at its end")
        loop = asyncio.BaseEventLoop
        yield Patch(loop, "subprocess_exec", _refuse_to_start(loop.subprocess_exec, _program_of_a_loop), "no processes")
        yield Patch(loop, "subprocess_shell", _refuse(loop.subprocess_shell, NO_PROCESS), "no processes")
        if _posixsubprocess is not None:
            fork_exec = _refuse(_posixsubprocess.fork_exec, NO_PROCESS)
            yield Patch(
                _posixsubprocess, "fork_exec", fork_exec, "multiprocessing starts a process with it that watches over others"
            )
        for kind in _PROCESSES:
            name = "start" if kind is multiprocessing.process.BaseProcess else "__init__"
            original = getattr(kind, name)
            refused = _refuse_to_start(original, _program_of_popen) if kind is subprocess.Popen else _refuse(original, NO_PROCESS)
            yield Patch(kind, name, refused, "they open pipes before Python tells of the process")

    def _own_streams(self) -> Iterator[Patch]:
        for stream in _STREAMS:
            for name in (stream.to, f"__{stream.to}__"):
                yield Patch(sys, name, stream, "what is written is recorded")
        for name in ("stdin", "__stdin__"):
            yield Patch(sys, name, Input(), "nobody types")
        yield Patch(
            os, "write", _of_standard_streams(os.write, lambda fd, data: _STREAMS[fd - 1].directly(data), 1, 2), "it is recorded"
        )
        yield Patch(os, "read", _of_standard_streams(os.read, lambda fd, size: b"", 0), "nobody types")
        if hasattr(os, "get_terminal_size"):
            yield Patch(os, "get_terminal_size", _no_terminal, "the width of output must not depend on the machine's window")

    @contextmanager
    def begun(self) -> Iterator[None]:
        """The state of a new process, for the length of the context."""
        _watch_over_the_door()
        # What programs have left hangs together in rings, and Python would look for those once in a thousand runs.
        if not next(_runs) % TIDY_AFTER:
            gc.collect()
        state = random.getstate()
        random.seed(self._seed)
        try:
            with self._as_new() if not self._guest else variables(LANGSMITH_TRACING="false", **_no_proxies()), _no_collections():
                yield
        finally:
            random.setstate(state)

    @contextmanager
    def _as_new(self) -> Iterator[None]:
        """A process of the program's own: what it changes in it is changed back."""
        belongings, self._loggers = _Belongings(), _Loggers(self._owns)
        environment, folder = _environment(), Path.cwd()
        with variables(**of_no_machine()), _descriptors(), _settings(), warnings.catch_warnings():
            _default_filters()
            for stream in _STREAMS:
                stream.begin(self._write)
            try:
                yield
            finally:
                for stream in _STREAMS:
                    stream.begin(None)
                os.chdir(folder)
                _put_environment_back(environment)
                self._loggers.put_back()
                belongings.put_back()

    def keep(self, named: set[str]) -> None:
        """Remember modules that the program may change, as they are on the stage."""
        if named:
            self._kept.append(_Belongings(named))

    def put_back(self) -> None:
        """Put them back."""
        while self._kept:
            self._kept.pop().put_back()

    def flush(self) -> None:
        """Write what is held back."""
        with suppress(Exception):  # the program may have put something of its own there
            sys.stdout.flush()
        for stream in _STREAMS:
            stream.flush()


_SHOWN = (
    "CI",
    "BUILD_NUMBER",
    "COLUMNS",
    "LINES",
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "PY_COLORS",
    "PYTEST_ADDOPTS",
    "FLASK_DEBUG",
    "PYTHONHASHSEED",
)
_PROVIDERS = ("OLLAMA_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_")


def of_no_machine() -> dict[str, str | None]:
    """Variables of the environment with which a program does the same on every machine, ``None`` for those that are not there. On the stage the
    provider is another one, no proxy is reached and the output goes elsewhere; its clock is that of no country."""
    gone = [name for name in os.environ if name in _SHOWN or name.startswith(_PROVIDERS)]
    return {**dict.fromkeys(gone), **_no_proxies(), "LANGSMITH_TRACING": "false", "TZ": "UTC"}


def _no_proxies() -> dict[str, None]:
    return dict.fromkeys(name for name in os.environ if name.upper().endswith("_PROXY"))


_environ: Any = os.environ
"""The real one, whatever a program puts in its place."""


def _environment() -> dict[Any, Any]:
    """The variables of the environment as ``os.environ`` keeps them, encoded."""
    return _environ._data.copy()


def _put_environment_back(before: dict[Any, Any]) -> None:
    if (now := _environment()) == before:
        return
    for name in now.keys() | before.keys():
        if name not in before:
            del _environ[_environ.decodekey(name)]
        elif now.get(name) != before[name]:
            _environ[_environ.decodekey(name)] = _environ.decodevalue(before[name])
    if hasattr(time, "tzset"):
        time.tzset()  # Django sets its own time zone, which would be that of all programs after it


_real_getpid = os.getpid


def _getpid() -> int:
    """``os.getpid``."""
    return PID if scheduler() is not None else _real_getpid()


_real_getppid: Any = getattr(os, "getppid", None)


def _getppid() -> int:
    """``os.getppid``."""
    return PARENT if scheduler() is not None else int(_real_getppid())


_PASS_ON = ("uuid", "random", "secrets")
"""Modules that ask for others."""


class _Identifiers:
    """Bytes by chance, the same in every run: ``os.urandom``.

    Each function that asks has a row of its own. One that asks once in the life of a process (when it is imported, or for a number that it
    keeps) takes nothing from those of others, which are the same in a first run as in any later one.

    Args:
        seed: Another seed, other bytes.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._rows: dict[str, random.Random] = {}

    def __call__(self, size: int, /) -> bytes:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_globals.get("__name__") in _PASS_ON:
            frame = frame.f_back
        asks = "" if frame is None else f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}"
        if asks not in self._rows:
            self._rows[asks] = random.Random(f"bytes for {asks} {self._seed}")
        return self._rows[asks].randbytes(size)


class TemporaryNames(tempfile._RandomNameSequence):  # type: ignore[name-defined,misc]
    """The names of temporary files. They are left to chance, since others look for names in the same folder; what is shown of them is not."""

    def __init__(self, seed: int) -> None:
        self._shown = random.Random(f"names of files {seed}")
        self._given: dict[str, str] = {}

    def __next__(self) -> str:
        name = super().__next__()
        self._given[name] = "".join(self._shown.choices(self.characters, k=len(name)))
        return name

    def clean(self, text: str) -> str:
        """A text with names that are the same in every run, in the folder that most machines have for them."""
        if self._given:
            text = text.replace(tempfile.gettempdir() + os.sep, f"{os.sep}tmp{os.sep}")
            for name, shown in self._given.items():
                text = text.replace(name, shown)
        return text


class _Collects:
    """Whether garbage is collected by itself, as far as the program knows."""

    def __init__(self) -> None:
        self._enabled = True

    def enable(self) -> None:
        self._enabled = True

    def disable(self) -> None:
        self._enabled = False

    def isenabled(self) -> bool:
        return self._enabled


_others_freeze = False
"""Whether what is here was frozen before a stage was made, and is to stay so."""


@contextmanager
def _no_collections() -> Iterator[None]:
    """What is here now stays: the collections of this run look through what it makes, and through nothing else. And they happen where the stage
    says so: what is let go in the middle of a run (a connection, a generator) would be let go at another moment in the next one."""
    global _others_freeze
    # Counting is looking at each of them, a hundred milliseconds in a large process: who has frozen something once is believed ever after.
    _others_freeze = _others_freeze or gc.get_freeze_count() > 0
    automatic = gc.isenabled()
    if _others_freeze:
        # What nobody has any more would be frozen for good. Little has been made since the last time, and nothing else is looked at.
        gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        if automatic:
            gc.enable()
        if not _others_freeze:
            gc.unfreeze()


@contextmanager
def variables(**values: str | None) -> Iterator[None]:
    """Variables of the environment, for the length of the context; ``None``: it is not there."""
    before = {name: os.environ.get(name) for name in values}
    _put(values)
    try:
        yield
    finally:
        _put(before)


def _put(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    if "TZ" in values and hasattr(time, "tzset"):
        time.tzset()


def _default_filters() -> None:
    """The warnings that ``python FILE`` shows, and ResourceWarning, which the stage notes without showing it."""
    warnings.resetwarnings()
    for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
    for module, name, action in SHOWN:
        if (loaded := sys.modules.get(module)) is not None:
            warnings.simplefilter(action, getattr(loaded, name))
