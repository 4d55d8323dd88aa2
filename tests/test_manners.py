"""A stage gives back all that it took: whatever was made or imported on it works as the real thing afterwards, and what was there before works on it."""

import _socket
import _thread
import asyncio
import atexit
import colorsys
import datetime
import fcntl
import fractions
import gc
import importlib
import logging
import multiprocessing
import multiprocessing.util as util
import os
import queue
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import types
import warnings
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing import shared_memory
from pathlib import Path
from typing import Any

import httpx
import pytest
from langchain_core._api.deprecation import deprecated
from langchain_ollama import ChatOllama
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.base import id as identifiers

from awaited.model.model import Model
from awaited.runner import AnyStage, Stage, run
from awaited.stage import patches, process, threads
from awaited.stage.machine import NotUp, UsedTwice
from awaited.stage.patches import Patch, applied
from awaited.stage.process import NotOnStage

BEFORE_LOCK, BEFORE_RLOCK, BEFORE_EVENT = threading.Lock(), threading.RLock(), threading.Event()
BEFORE_CONDITION, BEFORE_QUEUE = threading.Condition(), queue.SimpleQueue()
BEFORE_LOCAL = threading.local()
BEFORE_POOL = ThreadPoolExecutor(2)
BEFORE_SEMAPHORE = multiprocessing.Lock()


@pytest.fixture(autouse=True, scope="module")
def _no_thread_outlives_the_module() -> Iterator[None]:
    yield
    BEFORE_POOL.shutdown()


def perform(program: Callable[[], object]) -> Stage:
    with Stage(Model({})) as stage:
        stage.call(program)
    assert stage.recording.raised == "", stage.recording.output
    return stage


def names() -> dict[str, object]:
    """What a stage replaces, as it is now."""
    return {
        f"{owner.__name__}.{name}": vars(owner)[name] if isinstance(owner, type) else getattr(owner, name)
        for owner, wanted in (
            (time, ("sleep", "time", "monotonic", "perf_counter", "localtime")),
            (threading, ("get_ident", "local", "Lock", "excepthook")),
            (_thread, ("get_ident", "start_new_thread")),
            (_thread.LockType, ("acquire", "release", "__enter__")),
            (datetime.datetime, ("now", "utcnow")),
            (socket, ("socket", "getaddrinfo", "create_connection")),
            (asyncio, ("new_event_loop", "Task", "SelectorEventLoop")),
            (os, ("urandom", "_exit", "cpu_count")),
            (signal, ("signal", "alarm")),
            (atexit, ("register",)),
            (sqlite3, ("connect",)),
            (subprocess.Popen, ("__init__",)),
            (sys, ("stdout", "stderr", "unraisablehook")),
            (warnings, ("showwarning",)),
        )
        for name in wanted
    }


@pytest.fixture
def nothing_is_frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a process that has frozen nothing; this one has."""
    monkeypatch.setattr(process, "_others_freeze", False)
    gc.unfreeze()
    yield
    gc.freeze()


def test_all_is_as_before(nothing_is_frozen: None) -> None:
    before, state, environment = names(), random.getstate(), dict(os.environ)
    automatic, frozen = gc.isenabled(), gc.get_freeze_count()

    def program() -> None:
        os.environ["CHANGED"] = "yes"
        os.chdir("/")
        random.seed(7)
        logging.getLogger("somebody").setLevel(logging.DEBUG)
        logging.basicConfig(level=logging.DEBUG)
        signal.signal(signal.SIGUSR1, lambda *_: None)
        sys.setrecursionlimit(5000)
        asyncio.BaseEventLoop.run_forever = None
        threading.Thread.start.__name__  # noqa: B018

    folder, limit, handler = Path.cwd(), sys.getrecursionlimit(), signal.getsignal(signal.SIGUSR1)
    run_forever = asyncio.BaseEventLoop.run_forever
    perform(program)
    assert names() == before
    assert (random.getstate(), dict(os.environ)) == (state, environment)
    assert (Path.cwd(), sys.getrecursionlimit(), signal.getsignal(signal.SIGUSR1)) == (folder, limit, handler)
    assert asyncio.BaseEventLoop.run_forever is run_forever
    assert (gc.isenabled(), gc.get_freeze_count()) == (automatic, frozen)
    assert threading.active_count() == 1 or "Dummy" not in str(threading.enumerate())


SETTINGS = {
    "switches": ("sys.setswitchinterval(0.5)", sys.getswitchinterval),
    "depth": ("sys.setrecursionlimit(5000)", sys.getrecursionlimit),
    "digits": ("sys.set_int_max_str_digits(0)", sys.get_int_max_str_digits),
    "garbage": ("gc.set_threshold(1, 2, 3)", gc.get_threshold),
    "collections": ("gc.disable()", gc.isenabled),
    "told of garbage": ("gc.callbacks.append(lambda *_: None)", lambda: [*gc.callbacks]),
    "rights of files": ("os.umask(0o777)", lambda: [mask := os.umask(0o022), os.umask(mask)][:1]),
    "stacks": ("threading.stack_size(1 << 20)", lambda: [size := threading.stack_size(), threading.stack_size(size)][:1]),
    "a finder": ("class Finder:\n    find_spec = print\nsys.meta_path.insert(0, Finder())", lambda: [*sys.meta_path]),
    "finders in another order": ("sys.meta_path.reverse()", lambda: [*sys.meta_path]),
    "no finders": ("sys.meta_path.clear()", lambda: [*sys.meta_path]),
    "a hook": ("def hook(path): raise ImportError\nsys.path_hooks.append(hook)", lambda: [*sys.path_hooks]),
    "a hook of Python's": (
        "from importlib.machinery import FileFinder\nsys.path_hooks.insert(0, FileFinder.path_hook())",
        lambda: [*sys.path_hooks],
    ),
    "told what garbage there is": ("gc.set_debug(gc.DEBUG_UNCOLLECTABLE)", gc.get_debug),
    "no messages": ("logging.disable()", lambda: logging.root.manager.disable),
    "a level": ("logging.addLevelName(5, 'TRACE')", lambda: (logging.getLevelName(5), logging.getLevelName("TRACE"))),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_what_a_program_sets_is_as_before_for_the_next(name: str) -> None:
    code, now = SETTINGS[name]
    before = now()
    with Stage(Model({})) as stage:
        stage.execute(f"import gc, logging, os, sys, threading\n{code}\n")
    assert (stage.recording.raised, now()) == ("", before), stage.recording.output


def test_a_program_names_levels_of_its_own() -> None:
    code = "import logging\nlogging.addLevelName(5, 'TRACE')\nprint(logging.getLevelName(5), logging.getLevelName('TRACE'))\n"
    assert run_code(code) == "TRACE 5\n"


@pytest.mark.parametrize(
    ("place", "after", "last"),
    [("0", "", False), ("99", "", True), ("0", "sys.meta_path.reverse()", False), ("0", "del sys.meta_path[1:]", False)],
    ids=["first", "last", "the program turns them round", "the program takes the others away"],
)
def test_what_a_package_sets_when_it_is_imported_stays(
    place: str, after: str, last: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next program does not import it again."""
    (tmp_path / "finds.py").write_text(
        "import logging, sys\nclass Finder:\n    def find_spec(*_): return None\n"
        f"sys.meta_path.insert({place}, Finder())\nlogging.addLevelName(5, 'TRACE')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    finders, levels = [*sys.meta_path], (logging._levelToName.copy(), logging._nameToLevel.copy())  # type: ignore[attr-defined]
    try:
        with Stage(Model({})) as stage:
            stage.execute(f"import finds, sys\n{after}\n")
        own = [finder for finder in sys.meta_path if type(finder).__module__ == "finds"]
        assert len(own) == 1
        assert sys.meta_path == ([*finders, *own] if last else [*own, *finders])
        assert logging.getLevelName(5) == "TRACE"
    finally:
        sys.meta_path[:] = finders
        for names, before in zip((logging._levelToName, logging._nameToLevel), levels, strict=True):  # type: ignore[attr-defined]
            names.clear()
            names.update(before)
        sys.modules.pop("finds", None)


STANDARD = """
asyncio asyncio.events builtins concurrent.futures concurrent.futures.thread contextvars datetime functools http http.client inspect io json json.decoder
logging logging.handlers os queue random select selectors signal socket ssl sys threading time traceback uuid warnings
""".split()


def test_the_standard_library_is_as_before_however_a_program_came_to_it() -> None:
    """The modules that it names are looked after in any case."""
    modules = [importlib.import_module(name) for name in STANDARD]
    classes = [asyncio.Queue, asyncio.Semaphore, threading.Thread, threading.Event]
    perform(lambda: [setattr(owner, "changed", True) for owner in (*modules, *classes)])
    assert [owner for owner in (*modules, *classes) if hasattr(owner, "changed")] == []


@pytest.mark.parametrize(
    "change",
    [
        "import colorsys\ncolorsys.rgb_to_hls = None",
        "import colorsys\ncolorsys.ONE_THIRD += 1",
        "import colorsys\nsetattr(colorsys, 'rgb_to_hls', None)",
        "import colorsys\ndelattr(colorsys, 'rgb_to_hls')",
        "import colorsys\nfrom unittest import mock\nmock.patch('colorsys.rgb_to_hls').start()",
        "import colorsys as theirs\ndef monkey(module): module.of_its_own = None\nmonkey(theirs)",
        "from fractions import Fraction\nFraction.limit_denominator = None",
        "from fractions import Fraction\nFraction.of_its_own = None",
    ],
)
def test_a_module_that_a_program_names_and_changes_is_as_before(change: str) -> None:
    owners = colorsys, fractions.Fraction
    before = [{**vars(owner)} for owner in owners]
    run_code(change + "\n")
    assert [{**vars(owner)} for owner in owners] == before


def test_who_closes_the_standard_streams_closes_them_for_nobody_else() -> None:
    def where_they_lead() -> list[tuple[int, ...]]:
        return [tuple(os.fstat(fd)[:3]) for fd in range(3)]

    before, opened = where_they_lead(), len([*Path("/dev/fd").iterdir()])
    run_code("import os\nos.close(0)\nother = os.open(os.devnull, os.O_RDWR)\nos.dup2(other, 1)\nos.close(other)\nos.close(2)\n")
    assert (where_they_lead(), len([*Path("/dev/fd").iterdir()])) == (before, opened)


def test_who_keeps_a_stream_of_the_stage_writes_to_the_real_one_afterwards(capsys: pytest.CaptureFixture[str]) -> None:
    """As packages do that make a handler for messages when they are imported."""
    kept: list[Any] = []
    perform(lambda: kept.extend((sys.stdout, sys.stderr, sys.stdout.buffer)))
    for stream in kept[:2]:
        assert stream.write("heard\n") == 6
    kept[2].write(b"in bytes\n")
    assert capsys.readouterr() == ("heard\nin bytes\n", "heard\n")


def test_a_program_knows_itself_by_its_name_and_leaves_that_to_no_other(tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("")
    before = (sys.modules["__main__"], [*sys.argv], [*sys.path], sys.dont_write_bytecode)
    with Stage(Model({})) as stage:
        stage.execute(
            "import beside, sys\nprint(__name__, sys.argv, sys.path[0] == __file__.rpartition('/')[0], sys.dont_write_bytecode)\n"
            "sys.argv = sys.argv + ['more']\nsys.path.clear()\nsys.dont_write_bytecode = False\n",
            str(tmp_path / "program.py"),
        )
    assert stage.recording.output == "__main__ ['program.py'] True True\n"
    assert (sys.modules["__main__"], sys.argv, sys.path, sys.dont_write_bytecode) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["beside.py"]


def test_what_a_program_makes_with_multiprocessing_is_gone_with_it() -> None:
    memory: list[str] = []
    kept: list[Any] = []

    def fails() -> None:
        raise LookupError("not there")

    def program() -> None:
        left = shared_memory.SharedMemory(create=True, size=8)
        memory.append(left.name)
        left.close()
        kept.extend((*multiprocessing.Pipe(), BEFORE_SEMAPHORE, multiprocessing.RLock()))
        for lock in kept[2:] * 2:
            lock.acquire(False)
        for n, priority in enumerate((1, 9, 0, 9)):
            util.Finalize(None, print, args=["ends", priority, n], exitpriority=priority)
        util.Finalize(fails, print, args=["is called with what it belongs to"])
        util.Finalize(None, fails, exitpriority=5)

    registered = set(util._finalizer_registry)
    output = perform(program).recording.output.splitlines()
    assert [line for line in output if not line.startswith(" ")] == [
        "ends 9 3",
        "ends 9 1",
        "Traceback (most recent call last):",
        "LookupError: not there",
        "ends 1 0",
        "ends 0 2",
    ]
    assert set(util._finalizer_registry) == registered
    assert [connection.closed for connection in kept[:2]] == [True, True], "their numbers are somebody else's now"
    assert [lock.acquire(False) for lock in kept[2:]] == [True, True]
    for lock in kept[2:]:
        lock.release()
    with pytest.raises(FileNotFoundError):
        shared_memory.SharedMemory(memory[0])


def test_ctrl_c_ends_a_program_where_this_process_ignores_it() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Stage(Model({})) as stage:
            stage.execute(
                "import signal\ntry:\n    signal.raise_signal(signal.SIGINT)\nexcept KeyboardInterrupt:\n    print('ended')\n"
            )
        assert stage.recording.output == "ended\n"
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_module_that_is_imported_anew_on_the_stage_gets_the_originals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "comes_twice.py").write_text("from time import sleep, monotonic as now\nfrom threading import get_ident\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    first = __import__("comes_twice")

    def program() -> None:
        del sys.modules["comes_twice"]
        __import__("comes_twice")

    perform(program)
    for module in (first, sys.modules.pop("comes_twice")):
        assert (module.sleep, module.now, module.get_ident) == (time.sleep, time.monotonic, threading.get_ident)
    assert module is not first


def test_what_a_module_copied_on_the_stage_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copies_of_its_own.py").write_text(
        "from time import sleep, monotonic as now\nfrom threading import get_ident\nfrom socket import socket, getaddrinfo\n"
        "from os import urandom\nfrom asyncio import Task\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    perform(lambda: __import__("copies_of_its_own"))
    module = sys.modules.pop("copies_of_its_own")
    assert (module.sleep, module.now, module.get_ident) == (time.sleep, time.monotonic, threading.get_ident)
    assert (module.socket, module.getaddrinfo, module.urandom) == (socket.socket, socket.getaddrinfo, os.urandom)
    assert module.Task is asyncio.Task


def test_locks_and_queues_from_before_park_fibers_and_not_the_process() -> None:
    def program() -> None:
        def hold() -> None:
            with BEFORE_LOCK, BEFORE_RLOCK, BEFORE_RLOCK:
                time.sleep(1)

        threads = [threading.Thread(target=hold) for _ in range(3)]
        waiting = threading.Thread(target=lambda: (BEFORE_EVENT.wait(), BEFORE_QUEUE.put("told")))
        condition = threading.Thread(
            target=lambda: [BEFORE_CONDITION.acquire(), BEFORE_CONDITION.wait(9), BEFORE_CONDITION.release()]
        )
        for thread in (*threads, waiting, condition):
            thread.start()
        for thread in threads:
            thread.join()
        assert time.monotonic() == 3.0
        BEFORE_EVENT.set()
        assert BEFORE_QUEUE.get() == "told"
        with BEFORE_CONDITION:
            BEFORE_CONDITION.notify()
        condition.join()
        assert time.monotonic() == 3.0

    perform(program)
    BEFORE_EVENT.clear()
    assert not BEFORE_LOCK.locked()


def test_a_pool_from_before_runs_on_the_stage_and_is_a_pool_again_afterwards() -> None:
    assert BEFORE_POOL.submit(pow, 2, 5).result() == 32

    def program() -> None:
        futures = [BEFORE_POOL.submit(time.sleep, 1) for _ in range(4)]
        for future in futures:
            future.result()
        assert time.monotonic() == 2.0

    perform(program)
    assert BEFORE_POOL.submit(pow, 2, 6).result() == 64


def test_a_thread_local_from_before_is_each_threads_own() -> None:
    BEFORE_LOCAL.x = "outside"

    def program() -> None:
        BEFORE_LOCAL.x = "main"
        seen: list[object] = []
        threads = [
            threading.Thread(target=lambda: (seen.append(getattr(BEFORE_LOCAL, "x", None)), time.sleep(1))) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (seen, BEFORE_LOCAL.x) == ([None, None], "main")

    perform(program)


class Drawn(threading.local):
    """As rich has one: each thread begins with what it was made with."""

    def __init__(self, theme: str, *, lines: list[str] | None = None) -> None:
        self.theme, self.lines = theme, lines


BEFORE_DRAWN = Drawn("dark", lines=["one"]), Drawn("light")


def test_a_thread_local_with_arguments_begins_anew_in_each_thread() -> None:
    BEFORE_DRAWN[0].theme = "changed"

    def program() -> None:
        seen: list[object] = []

        def look() -> None:
            seen.extend((local.theme, local.lines) for local in BEFORE_DRAWN)
            BEFORE_DRAWN[1].theme = "the thread's"

        for _ in range(2):
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
        assert seen == [("dark", ["one"]), ("light", None)] * 2

    perform(program)
    assert [local.theme for local in BEFORE_DRAWN] == ["changed", "light"]


def test_what_was_made_on_the_stage_works_afterwards() -> None:
    made: dict[str, object] = {}

    def program() -> None:
        class Map:
            lock_class = threading.Lock

        made.update(
            lock=threading.Lock(),
            kept=Map().lock_class(),
            event=threading.Event(),
            queue=queue.Queue(),
            simple=queue.SimpleQueue(),
        )
        made.update(condition=threading.Condition(), pool=ThreadPoolExecutor(1))

    perform(program)

    def use() -> None:
        with made["lock"], made["kept"]:
            made["event"].set()
            made["queue"].put(1)
            made["simple"].put(2)
        with made["condition"]:
            made["condition"].notify_all()

    thread = threading.Thread(target=use)
    thread.start()
    assert made["event"].wait(5)
    assert (made["queue"].get(timeout=5), made["simple"].get(timeout=5)) == (1, 2)
    thread.join()
    assert made["pool"].submit(pow, 2, 3).result(5) == 8
    made["pool"].shutdown()


def test_a_stage_is_used_once_and_alone() -> None:
    stage = Stage(Model({}))
    with stage:
        with pytest.raises(RuntimeError, match="stages do not nest"), Stage(Model({})):
            pass
        stage.call(lambda: None)
    with pytest.raises(UsedTwice, match="a stage is used once: make a new one"), stage:
        pass


def test_a_stage_that_is_refused_takes_nothing_from_the_one_that_is_there() -> None:
    def program() -> None:
        print("before", flush=True)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="stages do not nest"), Stage(Model({})):
                pass
        thread = threading.Thread(target=time.sleep, args=(3,))
        thread.start()
        thread.join()
        signal.signal(signal.SIGUSR1, lambda *given: print("rings"))
        os.kill(os.getpid(), signal.SIGUSR1)
        print("after", time.monotonic())

    assert perform(program).recording.output == "before\nrings\nafter 3.0\n"


@pytest.mark.parametrize("what", ["call", "execute", "advance"])
def test_a_stage_runs_nothing_before_and_after_it_is_up(what: str) -> None:
    ran: list[str] = []
    argument: Any = {"call": lambda: ran.append("off the stage"), "execute": "", "advance": 1.0}[what]
    stage = Stage()
    with pytest.raises(NotUp, match=rf"{what}\(\) needs it: write `with stage:`, and {what}\(\) in it"):
        getattr(stage, what)(argument)
    with stage:
        stage.call(lambda: stage.advance(1.0))
    with pytest.raises(NotUp, match=rf"{what}\(\) needs it: its `with` is over: make a new one"):
        getattr(stage, what)(argument)
    assert (ran, stage.seconds) == ([], 1.0)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: run(print, model={"Hi": "Hello."}), "model is a Model, not dict: write Model({...})"),  # type: ignore[arg-type]
        (lambda: Stage({}), "model is a Model, not dict: write Model({...})"),  # type: ignore[arg-type]
        (lambda: Model({}, {"llama3": {"slots": 1}}), "the model 'llama3' is a Speed, or None, not dict: write Speed("),  # type: ignore[dict-item]
        (lambda: Model({}).set_speed("llama3", 3), "the model 'llama3' is a Speed, or None, not int: write Speed("),  # type: ignore[arg-type]
    ],
    ids=["run", "Stage", "Model", "set_speed"],
)
def test_what_is_no_model_is_said_with_what_to_give(made: Callable[[], object], words: str) -> None:
    with pytest.raises(TypeError, match=re.escape(words)):
        made()


def test_a_patch_that_fails_undoes_those_before_it() -> None:
    class Owner:
        x = 1
        __slots__ = ()

    with pytest.raises(AttributeError), applied([[Patch(Owner, "x", 2, ""), Patch(Owner(), "y", 3, "there is no room for it")]]):
        pass
    assert Owner.x == 1


@pytest.mark.parametrize(
    "program",
    [
        lambda: os.system("true"),
        os.fork,
        lambda: subprocess.run(["true"], check=False),
        lambda: __import__("multiprocessing").Process(target=print).start(),
        lambda: __import__("concurrent.futures").futures.ProcessPoolExecutor(1),
        lambda: _socket.socket(),
    ],
    ids=["os.system", "os.fork", "subprocess", "multiprocessing", "process pool", "a raw socket"],
)
def test_the_stage_is_closed_by_itself(program: Callable[[], object]) -> None:
    with Stage(Model({})) as stage:
        stage.call(program)
    assert stage.recording.raised == NotOnStage.__name__, stage.recording.output
    assert "the stage" in stage.recording.output.splitlines()[-1]


NO_PROCESS = (
    "the stage is one process and starts no other: what a program runs there must be in this process. "
    "Run this program in a terminal, or use threads in the place of processes"
)
NO_SOCKET = (
    "the stage has a network of its own, and this call goes past it: use the socket module, or run this program in a terminal"
)
NO_FIFO = "the stage has no pipes in the file system: whoever opens one waits for another process. Use os.pipe(), or run this program in a terminal"
NO_INPUT = "nobody types on the stage, its standard input has no descriptor: run this program in a terminal, or read from a file"
BEFORE_LOOKUP = [socket.gethostbyname]
"""Where no stage finds it."""


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "fork": (os.fork, NO_PROCESS),
    "forkpty": (os.forkpty, NO_PROCESS),
    "exec": (lambda: os.execv("/bin/true", ["true"]), NO_PROCESS),
    "posix_spawn": (lambda: os.posix_spawn("/bin/true", ["true"], {}), NO_PROCESS),
    "system": (lambda: os.system("true"), NO_PROCESS),
    "popen": (lambda: os.popen("true"), NO_PROCESS),
    "Popen": (lambda: subprocess.Popen(["true"]), NO_PROCESS),
    "pty": (lambda: __import__("pty").spawn("true"), NO_PROCESS),
    "fork_exec": (lambda: __import__("_posixsubprocess").fork_exec(), NO_PROCESS),
    "multiprocessing": (lambda: multiprocessing.Process(target=print).start(), NO_PROCESS),
    "pool": (lambda: __import__("concurrent.futures").futures.ProcessPoolExecutor(1), NO_PROCESS),
    "shell of a loop": (lambda: asyncio.run(asyncio.create_subprocess_shell("true")), NO_PROCESS),
    "process of a loop": (lambda: asyncio.run(asyncio.create_subprocess_exec("true")), NO_PROCESS),
    "socket": (_socket.socket, NO_SOCKET),
    "getaddrinfo": (lambda: _socket.getaddrinfo("localhost", 80), NO_SOCKET),
    "gethostbyname": (lambda: BEFORE_LOOKUP[0]("localhost"), NO_SOCKET),
    "mkfifo": (lambda: os.mkfifo("/nowhere/at/all"), NO_FIFO),
    "descriptor of the input": (lambda: sys.stdin.fileno(), NO_INPUT),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_refused_with_what_to_do(what: str) -> None:
    refused, words = REFUSED[what]
    with Stage(Model({})) as stage:
        stage.call(refused)
    kind = "NoInput" if words is NO_INPUT else "NotOnStage"
    assert stage.recording.raised == kind
    assert stage.recording.output.splitlines()[-1] == f"awaited.stage.process.{kind}: {words}"


def test_a_socket_from_before_that_goes_past_the_network_connects_to_nobody() -> None:
    with closing(_socket.socket()) as sock, Stage(Model({})) as stage:
        stage.call(lambda: sock.connect(("127.0.0.1", 9)))
    assert stage.recording.output.splitlines()[-1] == f"awaited.stage.process.NotOnStage: {NO_SOCKET}"


def test_a_program_sees_two_cores_and_a_window_of_no_size_and_turns_collections_off_for_itself_alone() -> None:
    code = """\
import gc, os, shutil
print(os.cpu_count(), os.process_cpu_count() if hasattr(os, "process_cpu_count") else 2, os.sched_getaffinity(0), shutil.get_terminal_size((7, 5)))
print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), gc.isenabled())
print(os.mkfifo.__name__, os.write.__name__, os.read.__name__)
"""
    assert run_code(code) == "2 2 {0, 1} os.terminal_size(columns=7, lines=5)\nTrue None False None True\nmkfifo write read\n"


def test_the_streams_say_what_they_are_and_take_bytes_that_are_no_text() -> None:
    code = """\
import os, sys
for stream in (sys.stdout, sys.stderr):
    print(stream.name, stream.encoding, stream.errors, stream.mode, stream.line_buffering, stream.newlines, stream.isatty(), stream.readable())
    print(stream.buffer.write(b"a\\xffb\\n"), os.write(stream.fileno(), b"c\\xff\\n"), stream.buffer.readable(), file=stream)
print(sys.stdin.name, sys.stdin.encoding, sys.stdin.mode, sys.stdin.isatty(), [*sys.stdin])
"""
    told = "<{}> utf-8 {} w True None False False\na\ufffdb\nc\ufffd\n4 3 False\n"
    assert (
        run_code(code)
        == f"{told.format('stdout', 'strict')}{told.format('stderr', 'backslashreplace')}<stdin> utf-8 r False []\n"
    )


def test_what_is_written_last_is_shown_though_the_program_has_thrown_its_streams_away() -> None:
    assert run_code(
        "import sys\nprint('out', end=' ')\nprint('err', end='', file=sys.stderr)\nsys.stdout = sys.stderr = None\n"
    ) == ("out err")


KINDS = (
    "UserWarning DeprecationWarning PendingDeprecationWarning ImportWarning FutureWarning BytesWarning SyntaxWarning RuntimeWarning UnicodeWarning"
).split()


def test_the_warnings_that_python_shows_are_shown_once_at_each_line_and_no_others() -> None:
    """As without any option: those of what will go are for whoever runs a program of his own."""
    code = """\
import builtins, warnings
for name in KINDS * 2:
    warnings.warn("said", getattr(builtins, name))
module = "import builtins, warnings\\nfor name in KINDS * 2:\\n    warnings.warn('said', getattr(builtins, name))"
exec(compile(module, "/usr/lib/somebody/module.py", "exec"), {"__name__": "module"})
""".replace("KINDS", repr(KINDS))
    with Stage(Model({})) as stage:
        stage.execute(code)
    quiet = {"PendingDeprecationWarning", "ImportWarning"}
    own = [kind for kind in KINDS if kind not in quiet]
    assert stage.recording.warned == [*own, *[kind for kind in own if kind != "DeprecationWarning"]]


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("import a.b, c as d\nfrom e.f import g\nfrom . import h\nc.x = 1\n", {"a.b", "c", "e.f"}),
        ("import a\na.x += 1", {"a"}),
        ("import a\na.x |= 1", {"a"}),
        ("import a\nsetattr(a, 'x', 1)", {"a"}),
        ("import a\ndef f():\n    import b\n    delattr(b, 'x')", {"a", "b"}),
        ("import a\napply()", {"a"}),
        ("import a\nprint(a.x == 1)", set()),
        ("import a\nx = 1", set()),
        ("import a\na.x = 1\n)", set()),
        ("import a\na.x = 1\0", set()),
    ],
)
def test_whose_modules_a_program_may_change(code: str, modules: set[str]) -> None:
    assert process.imported_by(code) == modules


def test_a_recording_is_a_copy_at_any_time() -> None:
    with Stage(Model({})) as stage:

        def program() -> None:
            print("one")
            first = stage.recording
            time.sleep(2)
            print("two")
            assert (first.seconds, first.output, stage.seconds) == (0.0, "one\n", 2.0)

        stage.call(program)
        assert stage.recording.to_text() == stage.recording.to_text()
    assert (stage.seconds, stage.recording.output) == (2.0, "one\ntwo\n")


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        ("time.sleep(0.2)\nend = time.monotonic() + 0.1\nwhile time.monotonic() < end: time.sleep(end - time.monotonic())", 0.3),
        ("end = time.monotonic() + 0.5\nwhile time.monotonic() < end: pass", 0.5),
        ("flag = []\nthreading.Timer(2, flag.append, [1]).start()\nwhile not flag: time.sleep(0)", 2.0),
        ("async def main():\n    asyncio.get_running_loop().call_later(0.5, flag.append, 1)\n    while not flag: await asyncio.sleep(0)\nflag = []\nasyncio.run(main())", 0.5),
        ("def ring(*_): raise TimeoutError('rang')\nsignal.signal(signal.SIGALRM, ring)\nsignal.alarm(4)\ntry: time.sleep(9)\nexcept TimeoutError as error: print(error)", 4.0),
    ],
    ids=["what is left", "a reading", "a thread that polls", "a task that polls", "an alarm"],
)  # fmt: skip
def test_who_polls_gets_a_clock_that_moves(code: str, seconds: float) -> None:
    with Stage(Model({})) as stage:
        stage.execute(f"import asyncio, signal, threading, time\n{code}\n")
    assert stage.recording.raised == "", stage.recording.output
    assert stage.seconds == pytest.approx(seconds, abs=0.001)


@pytest.mark.parametrize(
    "code",
    [
        "import time\nwhile True: time.sleep(0.01)",
        "import asyncio\nasync def main():\n    while True: await asyncio.sleep(0.01)\nasyncio.run(main())",
        "import threading\nflag = threading.Event()\nwhile not flag.wait(0.01): pass",
        "import time\nwhile True: time.sleep(0)",
        "import time\nwhile time.time() > 0: pass",
        "import threading, time\ndef spin():\n    while time.time() > 0: pass\nthreading.Thread(target=spin).start()",
    ],
    ids=["time.sleep", "asyncio.sleep", "an event", "giving way", "the clock", "the clock in a thread"],
)
def test_who_polls_for_ever_is_told_so(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ALONE", "ENDLESS", "FREE_READINGS", "SPINS"):
        monkeypatch.setattr(f"awaited.stage.scheduler.{name}", 500)
    with Stage(Model({}), limit=60) as stage:
        stage.execute(code)
    assert (stage.recording.raised, stage.seconds <= 60) == ("TooLong", True), stage.recording.output


def test_a_program_has_the_same_number_in_every_run_and_can_send_itself_signals() -> None:
    code = (
        "import logging, os, signal\nsignal.signal(signal.SIGUSR1, lambda *_: print('rung'))\nos.kill(os.getpid(), signal.SIGUSR1)\n"
        "logging.warning('%s', os.getpid())\n"
    )
    with Stage(Model({})) as stage:
        stage.execute(code)
    assert stage.recording.output == "rung\nWARNING:root:1000\n"


@pytest.mark.parametrize(
    "send",
    [
        "os.kill({pid}, signal.SIGTERM)",
        "os.kill(-{pid}, signal.SIGTERM)",
        "os.killpg({pid}, signal.SIGTERM)",
        "os.kill(os.getppid(), signal.SIGCONT)",
        "signal.pidfd_send_signal(os.pidfd_open({pid}), signal.SIGTERM)",
    ],
)
def test_no_signal_leaves_the_stage(send: str) -> None:
    with subprocess.Popen(["/bin/sleep", "60"], start_new_session=True) as other:
        try:
            with Stage(Model({})) as stage:
                stage.execute(f"import os, signal\n{send.format(pid=other.pid)}\n")
            assert stage.recording.raised == NotOnStage.__name__, stage.recording.output
            assert "is for another process, and the stage has none but the program's own" in stage.recording.output
            assert other.poll() is None
        finally:
            other.kill()


def test_a_program_sees_its_parent_and_no_other_process() -> None:
    with Stage(Model({})) as stage:
        stage.execute(
            "import os, signal\nos.kill(os.getppid(), 0)\nprint(os.getppid())\n"
            "try:\n    os.kill(1001, 0)\nexcept ProcessLookupError as error:\n    print(error)\n"
            "signal.signal(signal.SIGCONT, lambda *_: print('rung'))\nos.kill(-os.getpgrp(), signal.SIGCONT)\nos.killpg(os.getpid(), signal.SIGCONT)\n"
        )
    assert stage.recording.output == "999\n[Errno 3] No such process\nrung\nrung\n"


def test_who_registers_a_handler_is_told_which_one_there_was() -> None:
    code = """\
import signal
def one(*_): pass
def two(*_): pass
for number in (signal.SIGALRM, signal.SIGUSR1):
    print(signal.signal(number, one) is signal.SIG_DFL, signal.signal(number, two) is one, signal.signal(number, signal.SIG_IGN) is two, signal.getsignal(number) is signal.SIG_IGN)
"""
    assert run_code(code) == "True True True True\n" * 2


def test_dates_are_the_stages() -> None:
    with Stage(Model({})) as stage:
        stage.execute(
            "import datetime, time\ntime.sleep(90)\nprint(datetime.datetime.now(datetime.UTC), datetime.date.today().year,"
            " time.strftime('%H:%M', time.gmtime()), time.time())\n"
        )
    assert stage.recording.output == "2026-01-01 00:01:30+00:00 2026 00:01 1767225690.0\n"


def test_equal_moments_are_first_come_first_served() -> None:
    code = (
        "import asyncio\nasync def say(x):\n    await asyncio.sleep(1)\n    print(x, end='')\n"
        "async def main():\n    await asyncio.gather(*map(say, 'abcdefgh'))\nasyncio.run(main())\nprint()\n"
    )
    with Stage(Model({})) as stage:
        stage.execute(code)
    assert stage.recording.output == "abcdefgh\n"


def test_a_lock_is_released_by_the_thread_that_has_it() -> None:
    code = (
        "import threading\nlock = threading.RLock()\nhas, may_go = threading.Event(), threading.Event()\n"
        "def keep():\n    with lock:\n        has.set()\n        may_go.wait()\n"
        "threading.Thread(target=keep).start()\nhas.wait()\n"
        "try: lock.release()\nexcept RuntimeError as error: print(error)\nmay_go.set()\n"
    )
    with Stage(Model({})) as stage:
        stage.execute(code)
    assert stage.recording.output == "cannot release un-acquired lock\n"


def test_today_is_the_stages() -> None:
    before = datetime.date.today()
    with Stage(Model({})) as stage:
        stage.execute(
            "import awaited, datetime\nprint(datetime.date.today(), datetime.datetime.today())\n"
            "with awaited.real_time(): print(datetime.date.today() > datetime.date(2026, 1, 1))\n"
        )
    assert stage.recording.output == "2026-01-01 2026-01-01 00:00:00\nTrue\n"
    assert before <= datetime.date.today()


def test_what_a_type_of_c_did_not_have_is_taken_away_again() -> None:
    lock = type(threading.Lock())
    with applied([[Patch(lock, "__reduce__", lambda self: "door", "it is inherited")]]):
        assert threading.Lock().__reduce__() == "door"
    assert "__reduce__" not in vars(lock)


def test_sqlite_knows_its_threads() -> None:
    code = (
        "import sqlite3, threading\nc = sqlite3.connect(':memory:')\ndef use():\n    try: c.execute('select 1')\n"
        "    except sqlite3.ProgrammingError as error: print(str(error)[:76])\nt = threading.Thread(target=use); t.start(); t.join()\n"
    )
    with Stage(Model({})) as stage:
        stage.execute(code)
    assert stage.recording.output == "SQLite objects created in a thread can only be used in that same thread. The\n"


def test_a_connection_may_be_closed_twice_and_says_that_it_is_closed() -> None:
    code = """\
import sqlite3
store = sqlite3.connect(":memory:")
print(store.close(), store.close())
for ask in (store.commit, store.cursor, lambda: store.execute("select 1"), lambda: store.__exit__(None, None, None)):
    try: ask()
    except sqlite3.ProgrammingError as error: print(error)
"""
    assert run_code(code) == "None None\n" + "Cannot operate on a closed database.\n" * 4


ASKED: dict[str, Callable[[sqlite3.Connection, sqlite3.Cursor], object]] = {
    "cursor": lambda store, cursor: store.cursor(),
    "commit": lambda store, cursor: store.commit(),
    "rollback": lambda store, cursor: store.rollback(),
    "execute": lambda store, cursor: store.execute("begin immediate"),
    "executemany": lambda store, cursor: store.executemany("insert into it values (?)", [(1,)]),
    "executescript": lambda store, cursor: store.executescript("begin immediate"),
    "cursor.execute": lambda store, cursor: cursor.execute("begin immediate"),
    "cursor.executemany": lambda store, cursor: cursor.executemany("insert into it values (?)", [(1,)]),
    "cursor.executescript": lambda store, cursor: cursor.executescript("begin immediate"),
    "cursor.fetchone": lambda store, cursor: cursor.fetchone(),
    "cursor.fetchmany": lambda store, cursor: cursor.fetchmany(),
    "cursor.fetchall": lambda store, cursor: cursor.fetchall(),
    "cursor.close": lambda store, cursor: cursor.close(),
    "with": lambda store, cursor: store.__exit__(None, None, None),
    "close": lambda store, cursor: store.close(),
}


@pytest.mark.parametrize("name", ASKED)
def test_whatever_is_asked_of_a_connection_is_asked_by_its_thread(name: str, tmp_path: Path) -> None:
    """And waits in virtual time where it wants a database that is locked."""

    def program() -> None:
        def elsewhere() -> None:
            with pytest.raises(sqlite3.ProgrammingError) as error:
                ASKED[name](store, cursor)
            print(error.value)

        store, other = (sqlite3.connect(tmp_path / "it.db", isolation_level=None, check_same_thread=own) for own in (True, False))
        store.execute("create table it (n)")
        cursor = store.cursor()
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        if "execute" in name:
            other.execute("begin immediate")
            threading.Timer(0.3, other.rollback).start()
        ASKED[name](store, cursor)
        print(time.monotonic())
        store.close()

    ident = threading.get_ident()
    with Stage(Model({})) as stage:
        stage.call(program)
    told = "SQLite objects created in a thread can only be used in that same thread. The object was created in thread id {} and this is thread id 1.\n"
    waited = 0.328 if "execute" in name else 0.0
    assert stage.recording.output.replace(str(ident), "140…") == told.format("140…") + f"{waited}\n"


def test_settings_of_a_connection_may_be_given_by_their_place(tmp_path: Path) -> None:
    code = """\
import sqlite3, threading
class Own(sqlite3.Connection): pass
def use(connection):
    try:
        print(connection.execute("select 1").fetchone(), type(connection).__name__)
    except sqlite3.ProgrammingError as error:
        print(str(error)[:30])
    connection.close() if threading.current_thread() is threading.main_thread() else None
for connection in (
    sqlite3.connect(PATH, 0.5, 0, None, False),
    sqlite3.connect(PATH, 0.5, 0, None, True),
    sqlite3.connect(PATH, check_same_thread=False, factory=Own),
    sqlite3.connect(PATH, 0.5),
):
    thread = threading.Thread(target=use, args=(connection,))
    thread.start()
    thread.join()
    use(connection)
""".replace("PATH", repr(str(tmp_path / "it.db")))
    one, refused = "(1,) Connection\n", "SQLite objects created in a th\n"
    assert run_code(code) == one + one + refused + one + "(1,) Own\n(1,) Own\n" + refused + one


def test_who_waits_for_a_transaction_waits_in_virtual_time(tmp_path: Path) -> None:
    path = tmp_path / "store.db"

    def add(after: float, takes: float, patience: float) -> None:
        time.sleep(after)
        store = sqlite3.connect(path, timeout=patience)
        try:
            with store:
                store.execute("update it set n = n + 1")
                time.sleep(takes)
            told = "added"
        except sqlite3.OperationalError as error:
            told = str(error)
        print(f"{time.monotonic():.1f} {told}")
        store.close()

    def program() -> None:
        threads = [threading.Thread(target=add, args=args) for args in ((0, 2, 5.0), (0.5, 0, 5.0), (0.6, 0, 1))]
        for thread in threads:
            thread.start()

    with sqlite3.connect(path) as store:
        store.execute("create table it (n)")
        store.execute("insert into it values (0)")
    store.close()
    with Stage(Model({})) as stage:
        stage.call(program)
        kept = sqlite3.connect(path, timeout=7)
    assert stage.recording.output == "1.6 database is locked\n2.0 added\n2.0 added\n"
    assert kept.execute("PRAGMA busy_timeout").fetchone() == (7000,), "as it was asked for, when the stage is down"
    kept.close()


def test_sqlite_looks_again_when_it_does_in_a_terminal_and_has_five_seconds_of_patience(tmp_path: Path) -> None:
    """The moments are those of SQLite's own table: 1 ms, 2 ms more, then 5, 10, 15, 20, 25, 25, 25, 50, 50, and 100 again and again."""
    path = tmp_path / "store.db"
    locked = [0.5, 2, 5, 10, 20, 40, 60, 90, 120, 150, 200, 300, 400, 500, 9000]

    def program() -> None:
        one, other = (sqlite3.connect(path, isolation_level=None, check_same_thread=False) for _ in range(2))
        for milliseconds in locked:
            one.execute("begin immediate")
            freed = threading.Timer(milliseconds / 1000, one.rollback)
            freed.start()
            began = time.monotonic()
            try:
                other.execute("begin immediate").connection.rollback()
            except sqlite3.OperationalError:
                print("gave up", end=" ")
            print(round((time.monotonic() - began) * 1000, 3), end=" ")
            freed.join()
        one.close()
        other.close()

    with Stage(Model({})) as stage:
        stage.call(program)
    assert stage.recording.output == "1.0 3.0 8.0 18.0 33.0 53.0 78.0 103.0 128.0 178.0 228.0 328.0 428.0 528.0 gave up 5000.0 "


def test_sqlite_is_the_real_one_for_threads_outside_and_connections_from_before(tmp_path: Path) -> None:
    def outside() -> None:
        own = sqlite3.connect(":memory:", timeout=3)
        with own:
            seen.append((type(own) is sqlite3.Connection, own.execute("PRAGMA busy_timeout").fetchone()))
        own.close()

    def program() -> None:
        old.execute("insert into it values (1)")
        old.commit()
        start(outside, ())
        while not seen:
            pass

    seen: list[object] = []
    start = _thread.start_new_thread
    old = sqlite3.connect(tmp_path / "store.db")
    old.execute("create table it (n)")
    with Stage(Model({})) as stage:
        stage.call(program)
    assert (stage.recording.raised, seen, old.total_changes) == ("", [(True, (3000,))], 1)
    old.close()


def test_files_show_when_the_program_first_saw_them_written_and_older_ones_keep_their_times(tmp_path: Path) -> None:
    path, link, before = tmp_path / "file", tmp_path / "link", Path(__file__).stat()
    seen: list[object] = []

    def program() -> None:
        def ages() -> list[list[float]]:
            with path.open() as file:
                looks = [path.stat(), os.lstat(path), os.fstat(file.fileno())]
            times = [
                [found.st_atime_ns / 1e9, found.st_mtime, found.st_mtime_ns / 1e9, found[8], found.st_ctime] for found in looks
            ]
            assert times[0] == times[1] == times[2]
            return [round(time.time() - moment, 3) for moment in times[0]]

        seen.append(Path(__file__).stat() == before)
        path.write_text("one")
        link.symlink_to(path)
        seen.append((ages(), link.is_symlink(), link.stat().st_ino == path.stat().st_ino))
        time.sleep(2.5)
        seen.append(ages())
        os.utime(path, ns=(5 * 10**9 + 1, 7 * 10**9 + 1))
        found = path.stat()
        seen.append((found.st_atime_ns, found.st_mtime_ns, found[8], round(time.time() - found.st_ctime, 3), found.st_size))

    with Stage(Model({})) as stage:
        stage.call(program)
    assert seen == [True, ([0] * 5, True, True), [2.5] * 5, (5 * 10**9 + 1, 7 * 10**9 + 1, 7, 0, 3)], stage.recording.output


def test_who_waits_for_the_lock_of_a_file_gets_it_as_soon_as_it_is_given_up(tmp_path: Path) -> None:
    """At once where that is said, and a hundredth of a second later at most where the file is closed: each looks again so often."""
    path = tmp_path / "lock"

    def hold(name: str, after: float, says: bool) -> None:
        time.sleep(after)
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            print(f"{time.monotonic():.3f} {name}")
            time.sleep(1)
            if says:
                fcntl.flock(file, fcntl.LOCK_UN)

    def program() -> None:
        for args in (("one", 0, True), ("two", 0.105, False), ("three", 1.493, True)):
            threading.Thread(target=hold, args=args).start()
        time.sleep(0.5)
        with path.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                print(f"{time.monotonic():.3f} locked")
            time.sleep(3)
            fcntl.flock(file, fcntl.LOCK_UN)

    with Stage(Model({})) as stage:
        stage.call(program)
    assert stage.recording.output == "0.000 one\n0.500 locked\n1.000 two\n2.003 three\n"


def test_what_a_library_registers_for_the_end_waits_for_that_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    registered: list[object] = []
    monkeypatch.setattr(process, "_register", lambda *args, **kwargs: registered.append((args, kwargs)))
    library = "import atexit\natexit.register(print, 'the library ends', end='')\n"
    code = f"import atexit\natexit.register(print, 'the program ends')\nexec(compile({library!r}, '/usr/lib/somebody/library.py', 'exec'), {{}})\n"
    assert run_code(code) == "the program ends\n"
    assert registered == [((print, "the library ends"), {"end": ""})]


def test_a_time_zone_that_a_program_sets_is_that_of_no_other() -> None:
    before = time.localtime(0).tm_gmtoff
    with Stage(Model({})) as stage:
        stage.execute("import os, time\nos.environ['TZ'] = 'Asia/Tokyo'\ntime.tzset()\nprint(time.localtime(0).tm_gmtoff)\n")
    assert (stage.recording.output, time.localtime(0).tm_gmtoff) == ("32400\n", before)


def test_the_stage_has_the_time_zone_of_no_country(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        assert run_code("import time\nprint(time.localtime(0).tm_hour, time.tzname)\n") == "0 ('UTC', 'UTC')\n"
        assert time.localtime(0).tm_hour == 9
    time.tzset()


def test_a_guest_keeps_the_time_zone_and_reaches_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is a test runner's: only what would lead out of the stage is taken away."""
    seen: list[object] = []
    for name, value in {"https_proxy": "http://10.0.0.9:3128", "LANGSMITH_TRACING": "true", "COLUMNS": "41"}.items():
        monkeypatch.setenv(name, value)
    with AnyStage(guest={__file__}) as stage:
        stage.call(lambda: seen.extend(map(os.environ.get, ("https_proxy", "LANGSMITH_TRACING", "COLUMNS"))))
    assert seen == [None, "false", "41"]
    assert os.environ["LANGSMITH_TRACING"] == "true"


def test_a_neighbour_is_imported_is_in_the_recording_and_is_read_anew(tmp_path: Path) -> None:
    main = tmp_path / "users.py"
    main.write_text("from service import answer\nprint(answer())\n")
    outputs, digests = [], []
    for word in ("one", "two"):
        (tmp_path / "service.py").write_text(f"def answer():\n    return {word!r}\n")
        with Stage(Model({})) as stage:
            stage.execute(main.read_text(), str(main))
        outputs.append(stage.recording.output)
        digests.append(stage.recording.files["service.py"])
    assert outputs == ["one\n", "two\n"]
    assert digests[0] != digests[1]
    assert "service" not in sys.modules
    (tmp_path / "service.py").write_text("def answer():\n    return 1 / 0\n")
    with Stage(Model({})) as stage:
        stage.execute(main.read_text(), str(main))
    assert 'File "service.py", line 2, in answer\n    return 1 / 0' in stage.recording.output
    assert str(tmp_path) not in stage.recording.output


def test_the_tasks_of_one_celery_application_are_no_other_programs() -> None:
    code = "from celery import Celery\napp = Celery('tasks')\n@app.task\ndef report(): return {0}\nprint(app.tasks['tasks.report']())\n"
    for number in (1, 2):
        with Stage(Model({})) as stage:
            stage.execute(code.replace("{0}", str(number)))
        assert stage.recording.output == f"{number}\n"


def test_a_thread_local_made_between_two_runs_is_each_fibers_own() -> None:
    perform(lambda: None)
    mine = threading.local()  # nothing has been imported since
    seen: list[int] = []

    def work(number: int) -> None:
        mine.number = number
        time.sleep(1)
        seen.append(mine.number)

    def program() -> None:
        threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    perform(program)
    assert seen == [0, 1, 2]


def test_who_asks_for_an_identifier_once_in_a_process_takes_none_from_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keeps_a_number", library := types.ModuleType("keeps_a_number"))
    exec(
        "import random, secrets, uuid\nkept = []\ndef number():\n"
        "    if not kept: kept.append((uuid.uuid4(), secrets.token_hex(4), random.SystemRandom().random()))\n    return kept[0]\n",
        vars(library),
    )
    program = (
        "import keeps_a_number, random, secrets, uuid\nkeeps_a_number.number()\n"
        "print(uuid.uuid4(), secrets.token_hex(4), random.SystemRandom().random())\n"
    )
    first, later = (run_code(program) for _ in range(2))
    assert len(library.kept) == 1
    assert first == later != run_code(program, seed=7)


def run_code(code: str, seed: int | None = None) -> str:
    with Stage(seed=seed) as stage:
        stage.execute(code)
    return stage.recording.output


# -- what a run costs


def test_modules_are_looked_through_once_though_each_test_has_a_socket_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):  # the first may import something
        perform(lambda: None)
    scanned = patches._scanned
    for _ in range(2):
        monkeypatch.setattr(socket, "socket", type("GuardedSocket", (socket.socket,), {}))
        perform(lambda: None)
    assert patches._scanned is scanned


def test_modules_are_looked_through_once_within_what_somebody_else_replaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patches, "_scanned", {})
    with applied([[Patch(colorsys, "rgb_to_hls", lambda *rgb: rgb, "nobody holds a copy", copies=False)]]):
        perform(lambda: None)
    assert patches._scanned


def test_who_has_something_else_now_where_he_had_a_copy_keeps_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keeps_a_clock", kept := types.ModuleType("keeps_a_clock"))
    kept.now = time.monotonic  # type: ignore[attr-defined]
    seen: list[object] = []
    for clock in (time.monotonic, max, time.monotonic):
        kept.now = clock  # type: ignore[attr-defined]
        perform(lambda: seen.append(kept.now))  # type: ignore[attr-defined]
        assert kept.now is clock  # type: ignore[attr-defined]
    assert [clock is max for clock in seen] == [False, True, False]
    assert time.monotonic not in seen


def test_who_runs_the_tests_and_the_stage_itself_keep_the_machines_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    runners = "_pytest pytest xdist execnet faulthandler awaited.stage multiprocessing pyodide _pyodide".split()
    names = [f"{name}.a_module" for name in [*runners, "somebody", "awaited.model"]]
    for name in names:
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
        sys.modules[name].now = time.monotonic  # type: ignore[attr-defined]
    real, replaced = time.monotonic, []
    perform(lambda: replaced.extend(name for name in names if sys.modules[name].now is not real))  # type: ignore[attr-defined]
    assert replaced == names[-2:]
    assert all(sys.modules[name].now is real for name in names)  # type: ignore[attr-defined]


def test_a_module_that_is_imported_anew_is_looked_through_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keeps_a_clock", types.ModuleType("keeps_a_clock"))
    for _ in range(2):
        sys.modules["keeps_a_clock"] = types.ModuleType("keeps_a_clock")
        sys.modules["keeps_a_clock"].now = time.monotonic
        assert run_code("import keeps_a_clock, time\ntime.sleep(2)\nprint(keeps_a_clock.now())\n") == "2.0\n"


def test_who_is_looked_through_while_patches_are_there_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage within which somebody replaces something that was never replaced before, as the plugin does."""
    monkeypatch.setitem(sys.modules, "keeps_a_clock", kept := types.ModuleType("keeps_a_clock"))
    kept.now = time.monotonic
    look = "import keeps_a_clock, sys, time\ntime.sleep(2)\nprint(keeps_a_clock.now(), sys.modules['comes_later'].now())\n"
    with Stage(Model({})):
        monkeypatch.setitem(sys.modules, "comes_later", later := types.ModuleType("comes_later"))
        later.now = time.monotonic
        with applied([[Patch(colorsys, "rgb_to_yiq", lambda *rgb: rgb, "nobody has replaced it yet")]]):
            pass
    assert run_code(look) == "2.0 2.0\n"


def test_objects_are_looked_through_for_thread_locals_only_where_there_are_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    perform(lambda: None)
    looks = []
    find = threads.Locals._find
    monkeypatch.setattr(threads.Locals, "_find", lambda found: (looks.append(1), find(found))[1])
    perform(lambda: None)
    assert looks == []
    kinds = (threading.local, type("OfTheProgram", (threading.local,), {}))
    for kind in kinds:
        local = kind()
        local.name = "main"
        seen = []

        def program(local: Any = local, seen: list = seen) -> None:
            thread = threading.Thread(target=lambda: seen.append(getattr(local, "name", "nothing")))
            thread.start()
            thread.join()

        perform(program)
        assert (seen, local.name) == (["nothing"], "main")
    assert looks


def test_a_thread_local_of_a_module_that_came_as_another_one_went(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many modules as before are no sign that nothing was imported; and what somebody has frozen is not found by the look at the first thread."""
    monkeypatch.setitem(sys.modules, "went", types.ModuleType("went"))
    perform(lambda: None)
    monkeypatch.delitem(sys.modules, "went")
    came = types.ModuleType("came")
    monkeypatch.setitem(sys.modules, "came", came)
    exec(
        "import threading\nfrom concurrent.futures import ThreadPoolExecutor\npool, data = ThreadPoolExecutor(1), threading.local()",
        vars(came),
    )
    gc.freeze()
    code = "import came\ncame.data.x = 'main'\nprint(came.pool.submit(lambda: hasattr(came.data, 'x')).result())\n"
    assert run_code(code) == "False\n"


def test_clients_of_one_run_after_another_have_one_context_until_a_program_changes_it() -> None:
    import httpx  # noqa: F401 - the first program that imports it has a context of its own

    client = "import httpx\nclient = httpx.Client()\ncontext = client._transport._pool._ssl_context\n"
    told = "print(context.check_hostname, id(context))\n"
    first, again = (run_code(client + told) for _ in range(2))
    assert first == again
    assert first.startswith("True ")
    run_code(client + "context.check_hostname = False\n")
    assert run_code(client + told).startswith("True ")
    assert run_code("import httpx\nprint(httpx.Client(verify=False)._transport._pool._ssl_context.check_hostname)") == "False\n"


def test_a_module_that_comes_into_the_folder_later_is_found(tmp_path: Path) -> None:
    for n, name in enumerate(("first", "second")):
        (tmp_path / f"{name}_neighbour.py").write_text(f"number = {n}\n")
        (tmp_path / "program.py").write_text(f"from {name}_neighbour import number\nprint(number)\n")
        assert run(tmp_path / "program.py").output == f"{n}\n"


def test_a_folder_that_comes_later_is_looked_into(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import sys\nsys.path.insert(0, __file__.replace('program.py', 'later'))\n"
        "try:\n    import came_later\n    print('there')\nexcept ImportError:\n    print('not there')\n"
    )
    assert run(program).output == "not there\n"
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "came_later.py").write_text("")
    assert run(program).output == "there\n"


def test_a_module_that_a_program_hides_is_there_for_the_next() -> None:
    import html.entities

    hide = "import sys\nsys.modules['colorsys'] = None\nsys.modules['this.never.was'] = None\ndel sys.modules['html.entities']\n"
    ask = "try:\n    import colorsys\n    print('there')\nexcept ImportError:\n    print('not there')\n"
    assert run_code(hide + ask) == "not there\n"
    assert run_code(ask) == "there\n"
    assert sys.modules["colorsys"] is colorsys
    assert sys.modules["html.entities"] is html.entities
    assert "this.never.was" not in sys.modules


def test_who_goes_past_the_network_in_c_is_told() -> None:
    with Stage(Model({})) as stage:
        stage.execute("import _socket\n_socket.socket()\n")
    assert "the stage has a network of its own, and this call goes past it" in stage.recording.output


def test_langchain_says_in_every_run_what_is_deprecated(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("has_something_old")
    vars(module)["old"] = deprecated("0.1", message="take the new one")(lambda: None)
    monkeypatch.setitem(sys.modules, "has_something_old", module)
    code = "from has_something_old import old\nold()\nold()\n"
    said = "example.py:2: LangChainDeprecationWarning: take the new one\n  old()\n"
    assert [run_code(code), run_code(code)] == [said, said]


def test_what_is_deprecated_is_said_after_it_was_asked_for_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("has_something_old")
    vars(module)["old"] = deprecated("0.1", message="take the new one")(lambda: None)
    monkeypatch.setitem(sys.modules, "has_something_old", module)
    code = (
        "from has_something_old import old\nfrom langchain_core._api.deprecation import suppress_langchain_deprecation_warning\n"
        "with suppress_langchain_deprecation_warning():\n    old()\nold()\nold()\n"
    )
    assert run_code(code) == "example.py:5: LangChainDeprecationWarning: take the new one\n  old()\n"


def test_identifiers_of_checkpoints_are_the_same_in_each_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identifiers, "_last_v6_timestamp", later := 1 << 61)
    code = "from langgraph.checkpoint.base.id import uuid6\nprint(*(uuid6() for _ in range(2)))\n"
    first, second = run_code(code).split()
    assert run_code(code).split() == [first, second] == sorted({first, second})
    assert identifiers._last_v6_timestamp == later


CLIENTS = {
    "Ollama's": lambda: ChatOllama(model="llama3"),
    "OpenAI's": lambda: ChatOpenAI(model="gpt-5", api_key="any"),
}


@pytest.mark.parametrize("whose", CLIENTS)
def test_a_client_from_before_has_no_connections_at_the_beginning_of_each_run(whose: str) -> None:
    model = CLIENTS[whose]()

    def program() -> None:
        print(model.invoke("Hi").text)
        print(asyncio.run(model.ainvoke("Hi")).text, time.monotonic())

    for _ in range(3):
        recording = run(program, model=Model({"Hi": "Hello."}))
        assert (recording.output, recording.left) == ("Hello.\nHello. 1.2\n", [])


def test_a_pool_that_one_run_has_left_full_is_empty_in_the_next() -> None:
    full: list[httpx.Response] = []
    with httpx.Client(base_url="http://127.0.0.1:11434", limits=httpx.Limits(max_connections=1)) as client:

        def program() -> None:
            answers = [client.get("/") for _ in range(2)]
            first, second = (answer.extensions["network_stream"].get_extra_info("client_addr") for answer in answers)
            print(*(answer.text for answer in answers), first == second)
            full.append(client.send(client.build_request("GET", "/"), stream=True))

        for _ in range(2):
            assert run(program).output == "Ollama is running Ollama is running True\n"


def test_no_client_of_a_run_is_another_ones() -> None:
    def clients() -> tuple[Any, Any]:
        model = ChatOpenAI(model="gpt-5", api_key="any")
        return model.root_client._client, model.root_async_client._client

    made = [before := clients()]
    assert clients() == before, "LangChain keeps them"
    for _ in range(2):
        perform(lambda: made.append(clients()))
    made.append(clients())
    assert [len({id(client) for client in kind}) for kind in zip(*made, strict=True)] == [4, 4]
    for one, other in made[1:-1]:  # LangChain still has the last one, for the tests that come
        one.close()
        asyncio.run(other.aclose())


def test_an_alarm_interrupts_who_computes_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awaited.stage.signals.PATIENCE", 0.1)
    code = """\
import signal, time

def stop(number, frame):
    global stopped
    stopped = True

def fail(number, frame):
    raise TimeoutError(frame.f_code.co_name)

def compute():
    while not stopped:
        sum(range(1000))

stopped = False
signal.signal(signal.SIGALRM, stop)
signal.alarm(1)
compute()
print("stopped", time.monotonic())
signal.signal(signal.SIGALRM, fail)
signal.alarm(5)
time.sleep(1)
sum(range(1000))
print("in time", signal.alarm(2))
stopped = False
try:
    compute()
except TimeoutError as error:
    print("interrupted", error, time.monotonic())
signal.alarm(9)
"""
    handlers = [signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGRTMAX - 1)]
    threads = _thread._count()
    assert run_code(code) == "stopped 1.0\nin time 4\ninterrupted compute 4.0\n"
    assert [signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGRTMAX - 1)] == handlers
    assert _thread._count() == threads


def test_who_looks_whether_a_program_computes_tells_it_from_one_that_waits_and_from_the_stage_at_work() -> None:
    code = """\
import signal, sys, threading, time

def look():
    before = time.monotonic()
    looks(signal.SIGRTMAX - 1, sys._getframe())
    return before, time.monotonic()

signal.signal(signal.SIGALRM, lambda number, frame: print("rings"))
signal.setitimer(signal.ITIMER_REAL, 5, 3)
looks = signal.getsignal(signal.SIGRTMAX - 1)
time.sleep(1)
print("has slept", look())
thread = threading.Thread(target=lambda: print("in a thread", look()))
thread.start()
thread.join()
stage = {"__name__": "awaited.stage.any", "sys": sys}
exec(compile("def at_work():\\n    return sys._getframe()", "any.py", "exec"), stage)
looks(0, stage["at_work"]())
print("the stage is at work", time.monotonic())
print("computes", look())
print("computes on", look(), signal.getitimer(signal.ITIMER_REAL))
signal.signal(signal.SIGUSR1, lambda number, frame: print("computes in a handler", look()))
signal.raise_signal(signal.SIGUSR1)
signal.alarm(0)
print("without an alarm", look())
"""
    assert run_code(code).splitlines() == [
        "has slept (1.0, 1.0)",
        "in a thread (1.0, 1.0)",
        "the stage is at work 1.0",
        "rings",
        "computes (1.0, 5.0)",
        "rings",
        "computes on (5.0, 8.0) (3.0, 3.0)",
        "rings",
        "computes in a handler (8.0, 11.0)",
        "without an alarm (11.0, 11.0)",
    ]


def test_what_is_made_for_a_while_has_the_same_name_in_every_run() -> None:
    code = "import tempfile\nwith tempfile.TemporaryDirectory() as folder:\n    print(folder + '/here')\n"
    assert run_code(code) == run_code(code)


def test_what_is_made_for_a_while_lies_in_the_same_folder_on_every_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = "import tempfile\nprint(tempfile.mktemp('.txt', 'of-it-'), tempfile.gettempdir() + '/x')\n"
    assert re.fullmatch(r"/tmp/of-it-[a-z0-9_]{8}\.txt /tmp/x\n", run_code(code))
    assert run_code("import tempfile\nprint(tempfile.gettempdir() + '/x')\n") == f"{tmp_path}/x\n", "nothing was made in it"


def test_a_packages_logger_stays_and_a_programs_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "has_a_logger.py").write_text("import logging\nlog = logging.getLogger('has_a_logger.inside')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with Stage(Model({})) as stage:
        stage.execute(
            "import logging\nlogging.getLogger('programs.own.logger'), logging.getLogger('programs')\n"
            "logging.getLogger('has_a_logger.inside').disabled = True\nlogging.getLogger('has_a_logger').propagate = False\n"
            "import has_a_logger\nprint(has_a_logger.log.disabled)\n"
        )
    assert stage.recording.output == "True\n"
    log = sys.modules["has_a_logger"].log
    known = {name for name in logging.root.manager.loggerDict if name.startswith(("programs", "has_a_logger"))}
    assert known == {"has_a_logger", "has_a_logger.inside"}, "the second, and what stands for the logger above it"
    assert logging.getLogger("has_a_logger.inside") is log
    assert (log.disabled, log.parent) == (False, logging.root)
    above = logging.getLogger("has_a_logger")
    assert (above.propagate, log.parent) == (True, above)


def test_loggers_and_variables_are_put_back_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIS_CHANGES", "before")
    monkeypatch.setenv("THIS_GOES", "")
    logger = logging.getLogger("manners.one")
    handler, chooses = logging.NullHandler(), logging.Filter("manners")
    logger.addHandler(handler)
    logger.addFilter(chooses)
    try:
        run_code(
            "import logging, os\nlogger = logging.getLogger('manners.one')\nlogger.handlers = []\nlogger.propagate = False\n"
            "logger.filters.insert(0, logging.Filter('nobody'))\n"
            "logger.disabled = True\nlogger.setLevel(10)\n"
            "os.environ['THIS_CHANGES'] = 'after'\ndel os.environ['THIS_GOES']\nos.environ['THIS_COMES'] = '1'\n"
        )
        assert (logger.handlers, logger.propagate, logger.disabled, logger.level) == ([handler], True, False, 0)
        assert logger.filters == [chooses]
        assert (os.environ["THIS_CHANGES"], os.environ["THIS_GOES"], "THIS_COMES" in os.environ) == ("before", "", False)
    finally:
        logger.removeHandler(handler)
        logger.removeFilter(chooses)


def test_who_imports_multiprocessing_first_leaves_no_module_behind() -> None:
    """It gives the main module another name, and ``inspect`` looks at all modules there are."""
    import multiprocessing  # noqa: F401

    with Stage(Model({})) as stage:
        stage.execute(
            "import importlib, multiprocessing, sys\nimportlib.reload(multiprocessing)\nprint(sys.modules['__mp_main__'].__name__)\n"
        )
    assert stage.recording.output == "__main__\n"
    assert [name for name, module in sys.modules.items() if getattr(module, "__name__", name) is None] == []


# -- memory

ASKS = """
import asyncio
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
llm.invoke("Hi")

async def main():
    await asyncio.gather(llm.ainvoke("Hi"), asyncio.to_thread(llm.invoke, "Hi"))

asyncio.run(main())
"""


def asked() -> Stage:
    with Stage(Model({"Hi": "Hello."})) as stage:
        stage.execute(ASKS)
    assert len(stage.recording.calls) == 3
    return stage


CONNECTED = {
    "no connection": "import asyncio\nasyncio.run(asyncio.sleep(1))\n",
    "a model's": ASKS,
    "two ends": "import socket, time\none, two = socket.socketpair()\none.send(b'x')\ntime.sleep(1)\none.close(), two.close()\n",
}


@pytest.mark.parametrize("guest", [False, True], ids=["a program's", "a test's"])
@pytest.mark.parametrize("name", CONNECTED)
def test_a_stage_is_let_go_without_looking_for_rings(name: str, guest: bool) -> None:
    """Where a suite has frozen what there is, nobody ever looks."""
    asked()  # which imports something
    gc.disable()
    try:
        with AnyStage(Model({"Hi": "Hello."}), guest={__file__} if guest else None) as stage:
            if guest:
                stage.call(lambda: exec(CONNECTED[name], {"__name__": "__main__"}))
            else:
                stage.execute(CONNECTED[name])
        assert stage.recording.seconds >= 1
        # A transport of asyncio refers to itself: it stays, and with it its socket and the network.
        parts = (stage, stage._recorder, stage._machine, stage._scheduler, *([stage._network] if name != "a model's" else []))
        kept = [weakref.ref(part) for part in parts]
        del stage, parts
        assert [part() for part in kept if part() is not None] == []
    finally:
        gc.enable()


def test_runs_leave_nothing_behind_in_a_process_that_has_frozen_what_there_is() -> None:
    asked()
    asked()  # the first has imported something
    before = gc.get_freeze_count()
    assert before, "conftest.py freezes"
    for _ in range(5):
        asked()
    assert gc.get_freeze_count() - before < 50, "what nobody can reach was frozen, and nobody will ever let it go"


def test_a_client_may_be_there_without_its_pools(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a web page, which sends requests by itself."""
    for name in ("httpcore", "httpcore2"):
        monkeypatch.setitem(sys.modules, name, None)
    with Stage(Model({"Hi": "Hello."})) as stage:
        stage.execute("print('here')")
    assert stage.recording.output == "here\n"


def test_a_task_that_outlives_its_run_is_let_go_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever kept it, a test for instance, lets go of it when nobody can finish it any more."""
    kept: list[object] = []

    def program() -> None:
        loop = asyncio.new_event_loop()
        kept.extend([loop, loop.create_task(asyncio.sleep(1))])
        loop.run_until_complete(asyncio.sleep(0))

    perform(program)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kept.clear()
        gc.collect()
    assert not caplog.records
