"""The machine: where a program runs.

Within it time is virtual, every thread is a fiber, and everything that the program sees of its process is as in a new one. It knows
nothing of models, of LangChain, or of what is kept of a run: it tells an ``Observer``.
"""

import asyncio
import concurrent.futures.thread
import functools
import gc
import linecache
import os
import re
import sys
import sysconfig
import threading
import traceback
import warnings
import weakref
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.util import decode_source
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from awaited.stage import (
    boxes,
    clocks,
    files,
    imports,
    loop,
    network,
    patches,
    pipes,
    polling,
    shared,
    signals,
    sockets,
    sqlite,
    threads,
    watch,
)
from awaited.stage.choices import Interruptions, Tape
from awaited.stage.imports import Announcements
from awaited.stage.observer import Observer
from awaited.stage.patches import Patch
from awaited.stage.process import Exit, NotOnStage, Process, imported_by
from awaited.stage.scheduler import Clock, Deadlock, GreenletSwitch, Scheduler, Switch, TooLong, VirtualClock
from awaited.stage.watch import Watch

_PROGRAMS_OWN = (Exception, KeyboardInterrupt, asyncio.CancelledError, GeneratorExit, BaseExceptionGroup)
"""The exceptions that end a program, as against those that a test runner raises."""

_PACKAGES = sysconfig.get_path("purelib")
_LIBRARY = sysconfig.get_path("stdlib")

_STAGE = str(Path(__file__).parent)
"""The stage itself, whose functions stand where a terminal has some that are written in C and leave no line."""

_MODULES = str(Path(os.__file__).parent)
"""The standard library again, where it lies in an archive."""

_LINE = re.compile(r"(…/(?:python|site-packages)/[\w/.-]+\.py):\d+")
"""A line of a library, which every version moves."""

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")

MOST_REPEATED = 3
"""How often CPython shows a line in a traceback that is the same again and again."""

HOME = "/home/reader"
"""What a program's folder is called in its output, wherever it is."""

Layer = Callable[[Scheduler], Iterable[Patch]]
"""What somebody else replaces for the length of a run."""


class UsedTwice(RuntimeError):
    """A stage was entered a second time."""


class NotUp(RuntimeError):
    """A stage is used where it is not up: before it was entered, or after its end."""


class Machine:
    """Runs one program, so that its waiting costs nothing and all that it does is known.

    Use it as a context manager, once, and ``run`` or ``execute`` a program in it.

    Args:
        observer: Told what happens.
        name: What tracebacks and warnings call the program's file, where it has no file.
        clock: Virtual time, unless the browser asks for real seconds.
        switch: How fibers are switched; greenlets, unless in the browser.
        layers: What else is replaced.
        around: What else is there for the length of the run; it is entered when the program could run, and left when its fibers have ended.
        seed: Of the program's random numbers.
        network: Makes the network, where it is not to be as fast as can be.
        tape: Who chooses where real life would leave it to chance.
        guest: The process is somebody else's, a test runner's: his streams, warnings, loggers, hooks and modules stay his.
        files: The program's own files, where they are known before it runs; of a guest.
        collect: Collect garbage at the end, so that coroutines that nobody awaited are found.

    Raises:
        UsedTwice: It was used before.
        RuntimeError: Another one is in use: stages do not nest.
    """

    def __init__(
        self,
        observer: Observer,
        name: str = "example.py",
        clock: Clock | None = None,
        switch: Switch | None = None,
        layers: Iterable[Layer] = (),
        around: Iterable[Callable[[Scheduler], AbstractContextManager[object]]] = (),
        seed: int = 0,
        network: Callable[[Scheduler], network.Network] = network.Network,
        collect: bool = True,
        tape: Tape | None = None,
        guest: bool = False,
        files: Container[str] = (),
    ) -> None:
        self._observer = observer
        self._name = name
        self.clock = clock or VirtualClock()
        self._switch = switch or GreenletSwitch()
        self._layers = layers
        self._around = around
        self._seed = seed
        self._collect = collect
        self._network = network
        self._tape = tape
        self._guest = guest
        self._guests_files = files
        self._entered = False
        self._up = False
        self._folder = ""
        self._files: dict[str, str] = {name: name}
        """The program's files, and what they are called in its output."""
        self.files: dict[str, str] = {}
        """The text of each of the program's files that ran, by what it is called; the main one's is first."""
        self._raised = ""
        self._over = False
        self._gone = False
        """The program has ended its process."""

    # -- entering and leaving

    def must_be_up(self, what: str) -> None:
        """See that a program can run here now.

        Args:
            what: What is to be done, for the words of an error.

        Raises:
            NotUp: It is not entered yet, or over.
        """
        if not self._up:
            why = "its `with` is over: make a new one" if self._entered else f"write `with stage:`, and {what} in it"
            raise NotUp(f"a stage is up within its `with` alone, and {what} needs it: {why}")

    def __enter__(self) -> "Machine":
        if self._entered:
            raise UsedTwice("a stage is used once: make a new one for the next program")
        threads.refuse_a_second()
        self._entered = True
        on = self._scheduler = Scheduler(self.clock, self._switch, threading.get_ident(), self._observer.blocked)
        if self._observer.turns is not None:
            on.watch = self._observer.watch = Watch(self._observer.turns, on, self.own_files, self._owns_file)
        on.owns = self._owns
        on.importer = lambda: imports.importer(self._owns)
        self._process = Process(on, self._note_print, self._owns, self._seed, self._guest)
        self._shared, self._signals, self._sqlite = shared.Shared(), signals.Signals(on), sqlite.SQLite()
        with ExitStack() as stack:
            # Left in reverse: the fibers end, the program's surroundings go, garbage is collected while the hooks are still
            # ours, then all that was replaced is put back, and last the state of the process.
            stack.enter_context(self._process.begun())
            stack.enter_context(self._signals.begun())
            self._announcements = Announcements()
            self._late = imports.Late(
                {} if self._guest else {boxes.MODULE: lambda module: boxes.patches(module, self._called, self.clean)}
            )
            stack.callback(threads.modules_are_known)
            if not self._guest:  # whose modules stay
                stack.callback(self._announcements.forget)
            stack.callback(self._late.put_back)
            stack.callback(self._shared.let_go)
            stack.callback(self._sqlite.let_go)
            stack.enter_context(patches.applied([layer(on) for layer in self._all_layers()]))
            stack.callback(self._let_go)
            stack.callback(self._process.put_back)
            stack.enter_context(threads.on_stage(on))
            stack.enter_context(network.installed(self._network(on)))
            for surrounding in self._around:
                stack.enter_context(surrounding(on))
            self._around = self._layers = ()
            if self._tape is not None:
                stack.enter_context(self._with_choices(on, self._tape))
            self._stack = stack.pop_all()
        self._up = True
        return self

    @contextmanager
    def _with_choices(self, on: Scheduler, tape: Tape) -> Iterator[None]:
        on.tape = tape
        if not tape.interrupts:
            yield
            return
        before, of_threads = sys.gettrace(), threading.gettrace()
        on.tracer = Interruptions(on, self.own_files).trace
        if sys.version_info[:2] == (3, 12):
            # It tells instructions to a tracer only if a frame of this process has asked for them before the tracer is set.
            here = sys._getframe()
            here.f_trace_opcodes = True
            here.f_trace_opcodes = False
        sys.settrace(on.tracer)
        # What coverage or a debugger gives to each thread would take the place of ours.
        threading.settrace(None)
        try:
            yield
        finally:
            on.tracer = None
            threading.settrace(of_threads)
            sys.settrace(before)

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            self._stack.close()
        finally:
            self._up = False
            # What is of no use any more and refers to the machine: it would stay until somebody looks for rings.
            self._scheduler.watch = self._observer.watch = None
            self._scheduler.importer, self._scheduler.owns = str, bool
            del self._process, self._shared, self._signals, self._sqlite, self._late, self._announcements

    def _let_go(self) -> None:
        # What nobody has any more is let go while the hooks are ours, and the network is there: not in the next run, or in somebody's test.
        loop.forget(silent=self._guest)
        if self._collect:
            gc.collect()
        loop.silence()

    def _all_layers(self) -> Iterator[Layer]:
        yield threads.patches
        yield clocks.patches
        yield loop.patches
        for module in (sockets, polling, pipes, files):
            yield module.patches
        if sys.platform != "emscripten":  # Python in a web page has no OpenSSL
            from awaited.stage import tls

            yield tls.patches
        yield lambda on: self._process.patches()
        yield lambda on: self._sqlite.patches()
        yield lambda on: self._signals.patches()
        yield lambda on: self._shared.patches()
        yield lambda on: self._patches()
        yield lambda on: imports.patches(self._owns_file, self._late)
        yield from self._layers
        if (seen := self._observer.watch) is not None:
            yield lambda on: watch.patches(seen)

    def _patches(self) -> Iterator[Patch]:
        if self._guest:
            yield Patch(asyncio.runners, "_cancel_all_tasks", self._cancel_all_tasks, "tasks that are left are told")
            # Another one in each run, as it may be: to look for copies of it would take longer than the run.
            hook = self._but_for_its_end(threading.excepthook)
            yield Patch(threading, "excepthook", hook, "a thread that is ended says nothing", copies=False)
            return
        yield Patch(sys, "unraisablehook", self._unraisable, "what nobody could catch is told", copies=False)
        yield Patch(threading, "excepthook", self._thread_failed, "a thread's traceback is told", copies=False)
        yield Patch(warnings, "showwarning", self._show_warning, "warnings are told", copies=False)
        yield Patch(warnings, "_showwarnmsg", self._show_warning_message, "warnings are told", copies=False)
        yield Patch(asyncio.runners, "_cancel_all_tasks", self._cancel_all_tasks, "tasks that are left are told")
        yield Patch(traceback.StackSummary, "format", self._formatter(), "frames of libraries differ by version and machine")

    # -- running

    def run(self, program: Callable[[], object], take_apart: bool = False) -> None:
        """Call ``program`` as the body of a main module, to the end of its last thread; then, if wanted, let go of what that module holds.

        An exception ends it as it would end a script: the traceback is written to the standard error.
        Exceptions that are not the program's (a test's time-out, say) pass through.
        """
        self._over = False
        try:
            try:
                program()
            except SystemExit as error:
                self._system_exit(error)
            except _PROGRAMS_OWN as error:
                self._fail(error)
            except BaseException as error:
                if _is_the_runners(error) or isinstance(error, Exit):
                    raise
                self._fail(error)
            if self._scheduler.exit is not None:  # it has caught that
                raise self._scheduler.exit
            try:
                self._end()
            except (Deadlock, TooLong) as error:
                self._fail(error)
            if take_apart:
                self._take_apart()
        except Exit as error:  # nothing is waited for, and nothing is written any more
            self._raised = "SystemExit" if error.code else ""
            self._gone, self._scheduler.exit = True, None  # what is around the program ends as it always does
        else:
            self._process.flush()
        self._over = True
        self._observer.ended(self.clock.now, self._raised)

    def execute(self, code: str, path: str | None = None) -> None:
        """Run ``code`` as ``python FILE`` would.

        Args:
            code: The program.
            path: Its file. Modules beside it can be imported; without a file there are none.
        """
        path = path or self._name
        shown = Path(path).name
        self._files[path] = shown
        self.files[shown] = code
        code = code.removeprefix("\N{BYTE ORDER MARK}")  # which Python does not read
        if Path(path).is_absolute():
            self._folder = str(Path(path).parent)
            imports.look_again_in(self._folder)
        self._process.keep(imported_by(code))
        before, arguments, search, writes = sys.modules.get("__main__"), sys.argv, list(sys.path), sys.dont_write_bytecode
        loaded = sys.modules.copy()
        linecache.cache[path] = (len(code), None, code.splitlines(True), path)
        main = ModuleType("__main__")
        main.__file__ = path
        sys.modules["__main__"], sys.argv, sys.dont_write_bytecode = main, [shown], True
        if self._folder:
            sys.path.insert(0, self._folder)
        try:
            del main  # which nobody holds but what the program makes
            self.run(lambda: self._execute(code, path), take_apart=True)
        finally:
            sys.modules["__main__"], sys.argv, sys.dont_write_bytecode = before, arguments, writes  # type: ignore[assignment]
            sys.path[:] = search
            linecache.cache.pop(path, None)
            if loaded != sys.modules:
                self._forget(loaded)

    def _execute(self, code: str, path: str) -> None:
        compiled = compile(code, path, "exec", dont_inherit=True)
        # Not a function of ours: its frame would be below the program's.
        self._scheduler.alone(functools.partial(exec, compiled, vars(sys.modules["__main__"])))

    def _forget(self, loaded: dict[str, ModuleType]) -> None:
        """Let the program's own modules be imported anew by the next one, and keep their text; what it has hidden is there again."""
        hidden = [name for name, module in sys.modules.items() if module is None and loaded.get(name, self) is not None]
        for name in hidden:  # whose import was to fail
            del sys.modules[name]
        for name in loaded.keys() - sys.modules.keys():
            sys.modules[name] = loaded[name]
        for name in sorted(sys.modules.keys() - loaded.keys()):
            path = getattr(sys.modules[name], "__file__", None)
            if path and self._owns_file(path):
                self.files[self.shown(path)] = decode_source(Path(path).read_bytes())
                del sys.modules[name]
                linecache.cache.pop(path, None)

    def shown(self, path: str) -> str:
        """What one of the program's files is called in its output."""
        return self._files.get(path) or os.path.relpath(path, self._folder)

    def _called(self, path: str) -> str | None:
        """What a file is called in the output, None if it is none of the program's; also where somebody has made a path of a program's name."""
        return self.shown(path) if self._owns_file(path) else self._files.get(Path(path).name)

    def _owns(self, frame: FrameType) -> bool:
        return self._owns_file(frame.f_code.co_filename)

    def _owns_file(self, path: str) -> bool:
        if path in self._files or (self._guest and path in self._guests_files):
            return True
        inside = bool(self._folder) and path.startswith(self._folder + os.sep)
        return inside and not path.startswith((_PACKAGES, _LIBRARY)) and "site-packages" not in path

    def _system_exit(self, error: SystemExit) -> None:
        if error.code not in (None, 0):
            self._raised = "SystemExit"
            if not isinstance(error.code, int):
                print(error.code, file=sys.stderr)

    def _fail(self, error: BaseException) -> None:
        """What the interpreter does with an exception that nobody has caught."""
        self._process.flush()
        self._raised = type(error).__name__
        if sys.excepthook is not sys.__excepthook__:
            trace = error.__traceback__
            while trace is not None and not self._owns(trace.tb_frame):  # what runs the program
                trace = trace.tb_next
            sys.excepthook(type(error), error.with_traceback(trace), trace)
        else:
            text = self.format_exception(error)
            sys.stderr.write(text)
            # Libraries have words of their own for whatever goes wrong, and hide its cause.
            for cause in _causes(error):
                if isinstance(cause, NotOnStage) and (sentence := cause.strerror or str(cause)) not in text:
                    sys.stderr.write(f"{NotOnStage.__name__}: {sentence}\n")

    def _end(self) -> None:
        """What the interpreter does at its end: it waits for threads, and calls what was registered for it."""
        if self._collect:
            gc.collect()
        self._scheduler.give_way()
        alive = self.alive()
        for thread in alive:
            if threads.idles(thread):  # of a pool that nobody shut down: the interpreter lets it go
                continue
            self._observer.left(f"thread {thread.name}")
        pools = concurrent.futures.thread
        undo = patches.replaced(pools, _shutdown=True)
        try:
            for worker, work in list(pools._threads_queues.items()):
                if worker in alive:
                    work.put(None)
            while waited_for := [t for t in self.alive() if not t.daemon]:
                for thread in waited_for:
                    thread.join()
                    # CPython takes a thread for ended when a join() was interrupted, and joins it no more.
                    self._scheduler.outlast(thread.ident or 0)
                    pools._threads_queues.pop(thread, None)  # type: ignore[attr-defined]
        except KeyboardInterrupt as error:  # the second Ctrl+C: nobody is waited for any more
            sys.stderr.write(f"Exception ignored in: {threading!r}\n{self.format_exception(error)}")
        finally:
            undo()
        self._process.at_exit.run(self._failed_at_exit)
        self._shared.end()
        if self._collect and alive:  # what they held is let go only now
            gc.collect()

    def _take_apart(self) -> None:
        """What the interpreter does last: it lets go of the main module. Some of what that holds has something to say: an object with ``__del__``,
        a coroutine that was never awaited."""
        self._over = True
        module = weakref.ref(sys.modules["__main__"])
        # multiprocessing gives it another name when it is imported.
        if sys.modules.get("__mp_main__") is sys.modules["__main__"]:
            del sys.modules["__mp_main__"]
        sys.modules["__main__"] = None  # type: ignore[assignment]
        if self._collect:
            gc.collect()
        if (kept := module()) is not None:
            content = vars(kept)
            for name in sorted(content.keys() - {"__builtins__"}, key=lambda name: not name.startswith("_")):
                content[name] = None

    def _failed_at_exit(self, error: BaseException, function: Callable) -> None:
        sys.stderr.write(f"Exception ignored in atexit callback: {function!r}\n{self.format_exception(error)}")

    @property
    def own_files(self) -> Container[str]:
        """The program's own."""
        return self._guests_files if self._guest else self._files

    def alive(self) -> list[threading.Thread]:
        """The program's threads that have not ended, but for the main one."""
        main = threading.main_thread()
        idents = {fiber.ident for fiber in self._scheduler.others if not fiber.servant}
        return [t for t in threading.enumerate() if t is not main and t.ident in idents]

    # -- what is told

    def _note_print(self, text: str, to: str) -> None:
        # A daemon thread that is being ended, or at work beside an end that takes its things away: Python has stopped it. Or a process that is gone.
        stopped = self._over and self._scheduler.current is not self._scheduler.main
        if stopped or self._scheduler.closing or self._gone or self._scheduler.exit is not None:
            return
        self._scheduler.something_happens()
        self._observer.printed(self.clock.now, self.clean(text), to)

    def clean(self, text: str) -> str:
        """A text without what differs by machine: paths, and addresses in memory."""
        for path, shown in self._files.items():
            text = text.replace(path, shown)
        if self._folder:
            text = text.replace(self._folder + os.sep, "")
        text = text.replace(_PACKAGES, "…/site-packages").replace(_LIBRARY, "…/python").replace(_MODULES, "…/python")
        text = _LINE.sub(r"\1", text)
        text = self._process.temporary.clean(text)
        # The main thread's number is the operating system's.
        return _ADDRESS.sub(" at 0x…", text).replace(str(self._scheduler.main.ident), "140…")

    def _show_warning_message(self, message: Any) -> None:
        on = network.current()
        if issubclass(message.category, ResourceWarning) and (self._over or (on is not None and on.is_servants(message.source))):
            # A model's client keeps connections of which the program knows nothing; and what is left at the very end, its end closes.
            return
        _show_warning(message)

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
            self._observer.left(_ADDRESS.sub("", str(message)))
            return
        self._announcements.note()
        self._observer.warned(category.__name__)
        text = f"{category.__name__}: {message}\n"
        if self._over:  # nobody's line runs any more
            text = f"{'<sys>:0' if sys.version_info >= (3, 13) else 'sys:1'}: {text}"
        elif self._owns_file(filename):
            text = f"{self.shown(filename)}:{lineno}: {text}"
            if source := linecache.getline(filename, lineno).strip():
                text += f"  {source}\n"
        sys.stderr.write(text)

    def _unraisable(self, unraisable: Any) -> None:
        if self._scheduler.closing:
            return
        error = unraisable.exc_value
        self._observer.left(f"an exception that nobody could catch: {error!r}")
        where = f"{unraisable.err_msg or 'Exception ignored in'}: {unraisable.object!r}"
        sys.stderr.write(f"{where}\n{self.format_exception(error) if error is not None else ''}")

    @staticmethod
    def _but_for_its_end(told: Callable[[Any], object]) -> Callable[[Any], object]:
        def thread_failed(args: threading.ExceptHookArgs) -> None:
            if args.exc_type is not SystemExit:
                told(args)

        return thread_failed

    def _thread_failed(self, args: threading.ExceptHookArgs) -> None:
        error = args.exc_value
        if args.exc_type is SystemExit or error is None:
            return
        # A time-out of the test runner, or Ctrl+C: they are for the main thread.
        if args.exc_type is KeyboardInterrupt or _is_the_runners(error):
            self._scheduler.interrupt(error)
            return
        name = args.thread.name if args.thread is not None else "?"
        sys.stderr.write(f"Exception in thread {name}:\n{self.format_exception(error)}")

    def _cancel_all_tasks(self, loop: asyncio.AbstractEventLoop) -> None:
        # asyncio.run() does this when its main coroutine has ended.
        for name in sorted(f"task {t.get_name()}" for t in asyncio.all_tasks(loop) if not _is_finaliser(t)):
            self._observer.left(name)
        _cancel_all_tasks(loop)

    # -- tracebacks

    def _formatter(self) -> Callable[..., list[str]]:
        """``StackSummary.format``, with the lines of the program alone: those of libraries differ by version and machine."""

        def formatted(stack: traceback.StackSummary, **colours: Any) -> list[str]:
            frames = [frame for frame in stack if self._owns_file(frame.filename)]
            if threads.scheduler() is None:
                return _format_stack(stack, **colours)
            lines = _format_stack(traceback.StackSummary.from_list(frames), **colours)
            last = _last(stack)
            if last is not None and (not frames or frames[-1] is not last):
                lines.append("  ...\n")
            return lines

        return formatted

    def format_exception(self, error: BaseException) -> str:
        """A traceback as the terminal shows it, with the lines of the program alone."""
        report = traceback.TracebackException.from_exception(error, compact=True)
        reports = [report]
        while reports:
            one = reports.pop()
            one.stack = self._own_lines(one.stack)  # type: ignore[assignment]
            reports += filter(None, (one.__cause__, one.__context__, *(one.exceptions or ())))
        return self.clean("".join(report.format()))

    def _own_lines(self, stack: traceback.StackSummary) -> "_Lines | None":
        """What of a stack is shown; None: nothing."""
        frames = [frame for frame in stack if self._owns_file(frame.filename)]
        last = _last(stack)
        lines = _Lines()
        repeated = 0
        for n, frame in enumerate(frames):
            repeated = repeated + 1 if n and _same(frames[n - 1], frame) else 0
            if repeated < MOST_REPEATED:
                lines.append(f'  File "{self.shown(frame.filename)}", line {frame.lineno}, in {frame.name}\n')
                if frame.line and not self._over:  # the interpreter reads no files any more
                    lines.append(f"    {frame.line}\n")
            more = repeated + 1 - MOST_REPEATED
            if more > 0 and (n + 1 == len(frames) or not _same(frame, frames[n + 1])):
                lines.append(f"  [Previous line repeated {more} more time{'s' if more > 1 else ''}]\n")
        if frames and frames[-1] is not last:
            lines.append("  ...\n")
        return lines or None


def _last(stack: traceback.StackSummary) -> traceback.FrameSummary | None:
    """The innermost frame that a terminal has as well."""
    return next((frame for frame in reversed(stack) if not frame.filename.startswith(_STAGE)), None)


class _Lines(list[str]):
    """The lines of a traceback, in the place of its frames."""

    def format(self, **colours: Any) -> list[str]:
        return self


def _is_the_runners(error: BaseException) -> bool:
    """Whether an exception is a test runner's (a time-out, a failure) rather than the program's. pytest calls its own ``builtins``."""
    return any(kind.__name__ == "OutcomeException" for kind in type(error).__mro__)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception, what it was raised from or during, and what that was, and so on."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _same(frame: traceback.FrameSummary, other: traceback.FrameSummary) -> bool:
    return (frame.filename, frame.lineno, frame.name) == (other.filename, other.lineno, other.name)


_cancel_all_tasks = asyncio.runners._cancel_all_tasks  # type: ignore[attr-defined]
_show_warning = warnings._showwarnmsg  # type: ignore[attr-defined]
_format_stack = traceback.StackSummary.format


def _is_finaliser(task: asyncio.Task) -> bool:
    """Whether a task only closes an asynchronous generator that was dropped: asyncio's own, not the program's."""
    return type(task.get_coro()).__name__ == "async_generator_athrow"
