"""The stage in a web page: the same scheduler, fake model, recording and timeline, on Pyodide in a worker.

Pyodide as it comes would make a tutorial on waiting lie: its ``time.sleep`` gives way to the event loop, a nested ``asyncio.run``
works, and threads do not start. So nothing of its event loop is used here. What differs from the stage elsewhere is only

* how fibers are switched: with WebAssembly stack switching (JSPI) instead of greenlets (``PageSwitch``), and
* that time may be real (``RealClock``).

This module is imported in Pyodide alone. The worker (``browser/worker.js``) offers it the module ``awaited_page``.
"""

import asyncio
import builtins
import contextvars
import functools
import gc
import importlib.util
import json
import math
import os
import re
import shutil
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import awaited_page as page
from langchain_core.vectorstores import in_memory
from pyodide import webloop
from pyodide.ffi import can_run_sync, create_proxy, run_sync

from awaited.model.model import Answers, Model, Speed
from awaited.recording.output_limit import MORE, OutputLimit
from awaited.recording.recording import Print, Recording
from awaited.runner import AnyStage
from awaited.stage import threads
from awaited.stage.loop import Policy
from awaited.stage.machine import Machine
from awaited.stage.scheduler import NANOSECONDS, Clock, Fiber, VirtualClock

NO_THREADS = (
    "can't start new thread: this browser has no WebAssembly stack switching (JSPI). "
    "Chrome and Edge have it from 137, Firefox from 153, Safari from 27; what needs no thread runs here too"
)
UNCHECKED = "It cannot be checked in this browser: the program starts a thread, and there is none here."
"""A right program that needs what the browser lacks is not called wrong."""
NO_PROCESSES = "a web page cannot start other programs: run this program in your own terminal"
NO_INPUT = "a program in a web page has no keyboard to read from: put the text into the code instead of calling input()"
HOME = Path("/home/reader")
"""The folder that programs run in. It is empty at the start of each."""


class RealClock:
    """Seconds as they pass, from the moment when it is made.

    In a page a clock shows tenths of a millisecond, or whole ones; ``grain`` is what is not worth telling apart.
    """

    grain = 10_000_000

    def __init__(self) -> None:
        self._start = _perf_counter_ns()

    @property
    def now(self) -> int:
        return _perf_counter_ns() - self._start

    def pass_on(self, nanoseconds: int) -> None:
        """Computing takes real time here."""

    def advance_to(self, when: int) -> None:
        while (left := when - self.now) > 0:
            if can_run_sync():
                _suspend(functools.partial(page.sleep, left / 1_000_000))
            else:
                webloop._orig_sleep(left / NANOSECONDS)


class PageSwitch:
    """Fibers as suspended calls into WebAssembly: each is a promise that JavaScript keeps, and waits for another promise."""

    refused = False
    """Whether the program wanted a thread, and this browser has none."""

    def adopt(self, fiber: Fiber) -> None:
        fiber.handle = None

    def create(self, fiber: Fiber, run: Callable[[], Fiber]) -> None:
        if not can_run_sync():
            self.refused = True
            raise RuntimeError(NO_THREADS)

        def body() -> None:
            # As a new thread does, it starts without context variables.
            target = contextvars.Context().run(run)
            self._resume(target)

        fiber.handle = functools.partial(page.start, create_proxy(body))

    def alone(self, fiber: Fiber, function: Callable[[], object]) -> None:
        function()

    def switch(self, origin: Fiber, target: Fiber) -> None:
        gate = page.gate()
        origin.handle = gate.open
        self._resume(target)
        _suspend(gate.passed)

    @staticmethod
    def _resume(fiber: Fiber) -> None:
        # The fiber runs when the one that calls this is suspended, or has ended.
        fiber.handle()


def _suspend(promise: Callable) -> None:
    """Let JavaScript go on until a promise of its is resolved."""
    # Pyodide asks its own event loop about the promise.
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(_page_loop)
    try:
        run_sync(promise())
    finally:
        asyncio._set_running_loop(loop)


class PageMachine(Machine):
    """The machine, with a word on what a page cannot do."""

    def format_exception(self, error: BaseException) -> str:
        if isinstance(error, ModuleNotFoundError) and error.name:
            package = error.name.partition(".")[0]
            missing = error.name if package in sys.stdlib_module_names else package
            if package != missing or not _exists(package):
                error.add_note(f"The Python in this page does not have {missing}: run this program in your own terminal.")
        return super().format_exception(error)


class PageStage(AnyStage):
    """The stage in a page."""

    _machine_class = PageMachine


def _exists(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ValueError:  # it is here, and the program has made it
        return True


_page_loop = asyncio.get_event_loop_policy().get_event_loop()
# Wrapped, so that it is not taken for a module's copy of the function, which the stage would replace.
_perf_counter_ns = functools.partial(time.perf_counter_ns)


def install() -> None:
    """Make this interpreter, once, as much like one in a terminal as a page can."""
    time.sleep = webloop._orig_sleep
    asyncio.run = webloop._orig_run
    asyncio.events._set_event_loop_policy(Policy())  # type: ignore[attr-defined] # its name since 3.14
    replaced: list[tuple[Any, dict[str, Any]]] = [
        (threading, {"get_native_id": threading.get_ident}),  # Pyodide has none
        (sys, {"excepthook": sys.__excepthook__}),  # Pyodide's colours, which are for consoles
        (builtins, {"input": _refuse(EOFError, NO_INPUT)}),
        (os, dict.fromkeys(("system", "popen"), _refuse(OSError, NO_PROCESSES))),  # the stage refuses other ways
        (in_memory, {"cosine_similarity": _cosine_similarity}),
        (socket, {"SO_REUSEADDR": 2}),  # Pyodide has none; to a socket of the stage it means nothing
        (ssl.SSLContext, {"load_verify_locations": _vouch_for_nobody}),
    ]
    for owner, values in replaced:
        for name, value in values.items():
            setattr(owner, name, value)
    # What is here now stays, and is frozen: at the end of a run, only what the run made is looked through.
    gc.collect()
    threads.look_at_locals()
    gc.disable()
    gc.collect = _collect


def _vouch_for_nobody(context: ssl.SSLContext, *args: object, **kwargs: object) -> None:
    """``load_verify_locations`` where there are no certificates: a client makes a context before it knows that it asks without TLS."""


_gc_collect = gc.collect


def _collect(generation: int = 2) -> int:
    """``gc.collect``, but not while other fibers are suspended: it would follow stacks that have been moved away, and crash."""
    on = threads.scheduler()
    return 0 if on is not None and on.others else _gc_collect(generation)


class _Row(list):
    """A row of numbers with the two methods of an array that LangChain's vector store asks for."""

    def argsort(self) -> list[int]:
        return sorted(range(len(self)), key=self.__getitem__)


class _Number(float):
    def item(self) -> float:
        return float(self)


def _cosine_similarity(x: list[list[float]], y: list[list[float]]) -> list[_Row]:
    """``langchain_core.vectorstores.utils._cosine_similarity`` without numpy, which would be as large as all the rest."""
    sumprod = math.sumprod  # type: ignore[attr-defined] # since Python 3.12
    return [_Row(_Number(sumprod(a, b) / (math.hypot(*a) * math.hypot(*b) or 1.0)) for b in y) for a in x]


def _refuse(kind: type[Exception], why: str) -> Callable:
    def refuse(*args: object, **kwargs: object) -> None:
        raise kind(why)

    return refuse


class Site:
    """What the site's snippets share, as the build wrote it down.

    Args:
        text: JSON with ``models``, ``answers`` and ``exercises``, and the files ``beside`` the snippets of a chapter, with their texts.
    """

    def __init__(self, text: str) -> None:
        data = json.loads(text)
        self._answers = Answers(data["answers"])
        self._models = {name: spec and Speed(**spec) for name, spec in data["models"].items()}
        self._exercises = data["exercises"]
        self._beside = data["beside"]

    def sources(self, snippet: str, code: str) -> str:
        """A program and the files beside it that it imports, in one text: what they import decides which archives are loaded.

        Args:
            snippet: The name of the snippet that it was, ``chapter/name``.
            code: Its text. It need not be Python: a reader may have left it unfinished.
        """
        beside = dict(self._beside.get(snippet.rpartition("/")[0], {}))
        texts = [code]
        for text in texts:  # grows: a neighbour may import another one
            for file in list(beside):
                name = re.escape(file.removesuffix(".py"))
                if re.search(rf"^\s*(from|import)\b.*\b{name}\b", text, re.MULTILINE):
                    texts.append(beside.pop(file))
        return "\n".join(texts)

    def run(self, snippet: str, code: str, fast: bool, exercise: str = "", recorded: str = "") -> str:
        """Run a program as ``python FILE`` would.

        Args:
            snippet: The name of the snippet that it was, ``chapter/name``.
            code: Its text.
            fast: Whether time is virtual: it then takes no longer than its computing.
            exercise: The exercise to check it against, if any.
            recorded: The text of the snippet's recording, to draw it on the same scale, if that is wanted.

        Returns:
            JSON: the ``recording``, its ``timeline`` as HTML (and the one ``before``, of what was recorded), the ``steps`` of the run for those
            who step through it, and the ``problems`` of an exercise, in words, and why it is ``unchecked``, if it is for want of threads.
        """
        from awaited.picture import stepping, timeline
        from awaited.recording.steps import NoSteps

        clock: Clock = VirtualClock() if fast else RealClock()
        switch = PageSwitch()
        model = Model.for_readers(self._answers, self._models)
        name = snippet.rpartition("/")[2]
        loop = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        _empty_home()
        try:
            with PageStage(
                model,
                name=f"{name}.py",
                clock=clock,
                switch=switch,
                on_print=_show,
                output_limit=OutputLimit(),
            ) as stage:
                # A file like any other: error messages quote it, and inspect.getsource finds it.
                path = HOME / f"{name}.py"
                for file, text in (self._beside.get(snippet.rpartition("/")[0], {}) | {path.name: code}).items():
                    (HOME / file).write_text(text, encoding="utf-8")
                stage.execute(code, str(path))
            recording = stage.recorded_as(snippet)
        finally:
            asyncio._set_running_loop(loop)
        before = Recording.from_text(recorded) if recorded else None
        scale = max(recording.seconds, before.seconds) if before else None
        result = {
            "recording": recording.to_text(),
            "raised": recording.raised,
            "seconds": recording.seconds,
            "python": ".".join(map(str, sys.version_info[:2])),
            "unanswered": len(stage.model.unanswered),
            "timeline": timeline.draw(recording, scale),
            "before": timeline.draw(before, scale) if before else "",
        }
        with suppress(NoSteps):
            result["steps"] = stepping.data(recording, code)
        if exercise:
            from awaited.recording.checks import problems

            result["problems"] = problems(self._exercises[exercise]["check"], recording, code)
            result["unchecked"] = UNCHECKED if switch.refused and result["problems"] else ""
        return json.dumps(result)

    def measure(self, code: str, answers: str, models: str) -> str:
        """Run a program in virtual time, with a model of its own; what it prints is of no interest.

        Args:
            code: Its text.
            answers: What the model says, as JSON: fields of ``Answer`` by prompt.
            models: How fast it is, as JSON: fields of ``Speed`` by name.

        Returns:
            JSON: ``seconds``, ``peak``, the ``timeline`` as HTML, and what it ``raised``.
        """
        from awaited.picture import timeline

        model = Model(json.loads(answers), {name: Speed(**spec) for name, spec in json.loads(models).items()})
        loop = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            with PageStage(model, switch=PageSwitch(), output_limit=OutputLimit()) as stage:
                stage.execute(code)
            recording = stage.recording
        finally:
            asyncio._set_running_loop(loop)
        return json.dumps(
            {
                "seconds": recording.seconds,
                "peak": recording.peak,
                "timeline": timeline.draw(recording),
                "raised": recording.raised,
            }
        )


def _show(written: Print) -> None:
    page.print(written.text, written.to, written.at, written.by)
    if written.text.endswith(MORE):  # nothing comes after this for a while, and a program that computes lets no timer fire
        page.flush()


def _empty_home() -> None:
    HOME.mkdir(parents=True, exist_ok=True)
    os.chdir(HOME)
    for path in HOME.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
