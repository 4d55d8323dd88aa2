"""A web page as ``awaited.browser`` sees it, in a process of its own: Pyodide's modules, and a JavaScript that runs its promises.

Reads a list of what to do from standard input, and writes what came of it, both as JSON. What really happens in a browser is for
``make test-browser``; here one line of ``awaited/browser.py`` after the other is held to its word, in a second.

Stack switching is played by greenlets: a suspended call into WebAssembly is a suspended greenlet.
"""

import asyncio
import functools
import gc
import heapq
import itertools
import json
import math
import socket
import sys
import threading
import time
import types
import weakref
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import greenlet

from awaited.site.library import Library

ROOT = Path(__file__).parent.parent


class Promise:
    """What is resolved one day."""

    def __init__(self) -> None:
        self.resolved = False
        self.then: list[Callable[[], object]] = []

    def resolve(self) -> None:
        self.resolved = True
        for call in self.then:
            microtasks.append(call)
        self.then = []


microtasks: deque[Callable[[], object]] = deque()
timers: list[tuple[float, int, Promise]] = []
order = itertools.count()
hub = greenlet.getcurrent()
printed: list[list[Any]] = []
slept: list[float] = []
"""For how many seconds, where JavaScript had the turn meanwhile."""
switching = [True]


def run_sync(promise: Promise) -> None:
    """Suspend the caller until the promise is resolved. Pyodide asks its own loop, which must be the running one."""
    assert switching[0], "without stack switching nothing can be suspended"
    assert asyncio._get_running_loop() is page_loop, "Pyodide's loop is the one that runs"
    go_on = greenlet.getcurrent().switch
    if promise.resolved:
        microtasks.append(go_on)
    else:
        promise.then.append(go_on)
    hub.switch()


def sleep(milliseconds: float) -> Promise:
    promise = Promise()
    slept.append(milliseconds / 1000)
    heapq.heappush(timers, (time_now() + milliseconds / 1000, next(order), promise))
    return promise


def gate() -> types.SimpleNamespace:
    promise = Promise()
    return types.SimpleNamespace(open=promise.resolve, passed=lambda: promise)


def call_promising(call: Callable[[], Any]) -> Any:
    """Call into Python, and run JavaScript's loop until it is done."""
    results: list[Any] = []
    started = greenlet.greenlet(lambda: results.append(call()), hub)
    started.switch()
    while not results:
        if microtasks:
            microtasks.popleft()()
        else:
            when, _, promise = heapq.heappop(timers)
            original_sleep(max(when - time_now(), 0))
            promise.resolve()
    return results[0]


# JavaScript's own, which no stage replaces: it does so with copies that a module has.
original_sleep, time_now = functools.partial(time.sleep), functools.partial(time.perf_counter)
page = types.ModuleType("awaited_page")
page.sleep, page.gate = sleep, gate
page.start = lambda body: microtasks.append(greenlet.greenlet(body, hub).switch)
page.print = lambda *written: printed.append(list(written))
page.flush = lambda: printed.append(["flush"])
webloop = types.ModuleType("pyodide.webloop")
webloop._orig_sleep, webloop._orig_run = time.sleep, asyncio.run
ffi = types.ModuleType("pyodide.ffi")
ffi.can_run_sync, ffi.create_proxy, ffi.run_sync = lambda: switching[0], lambda made: made, run_sync
pyodide = types.ModuleType("pyodide")
pyodide.webloop, pyodide.ffi = webloop, ffi
sys.modules |= {"awaited_page": page, "pyodide": pyodide, "pyodide.webloop": webloop, "pyodide.ffi": ffi}
# A page has Python 3.14.
if not hasattr(asyncio.events, "_set_event_loop_policy"):
    asyncio.events._set_event_loop_policy = asyncio.events.set_event_loop_policy
if not hasattr(math, "sumprod"):
    math.sumprod = lambda a, b: sum(x * y for x, y in zip(a, b, strict=True))
del socket.SO_REUSEADDR, threading.get_native_id  # Pyodide has none
threading._HAVE_THREAD_NATIVE_ID = False
sys.modules["numpy"] = None
page_loop = asyncio.new_event_loop()
asyncio.set_event_loop(page_loop)


def garbage() -> weakref.ref[Promise]:
    """What a collection would take away."""
    promise = Promise()
    promise.then.append(lambda: promise)
    return weakref.ref(promise)


def main() -> None:
    given = json.load(sys.stdin)
    from awaited import browser

    browser.HOME = Path(given["home"])
    changed = (time.sleep, asyncio.run, sys.excepthook)
    time.sleep = asyncio.run = sys.excepthook = None  # as Pyodide has others of its own there
    gc.disable()
    before = garbage()
    gc.enable()
    browser.install()
    assert (time.sleep, asyncio.run, sys.excepthook) == changed
    assert (before(), gc.isenabled()) == (None, False), "nobody looks through what is here once more"
    assert gc.get_freeze_count()
    after = garbage()
    gc.collect()
    assert after() is None, "who asks for a collection gets one"
    library = Library(ROOT / "snippets")
    data = library.data()
    shared = {"answers": data.answers, "models": data.models, "exercises": data.exercises, "beside": given["beside"]}
    site = browser.Site(json.dumps(shared))
    results = []
    for what in given["programs"]:
        printed.clear()
        slept.clear()
        switching[0] = what.pop("switching", True)
        if name := what.pop("recorded_as", ""):
            what |= {"snippet": name, "code": library.code(name)}
        arguments = [what["snippet"], what["code"], what.get("fast", True), what.get("exercise", ""), what.get("recorded", "")]
        asyncio._set_running_loop(page_loop)
        result = call_promising(lambda arguments=arguments: site.run(*arguments)) if switching[0] else site.run(*arguments)
        assert asyncio._get_running_loop() is page_loop
        asyncio._set_running_loop(None)
        results.append(json.loads(result) | {"printed": list(printed), "slept": sum(slept)})
    asyncio._set_running_loop(page_loop)
    measured = json.loads(call_promising(lambda: site.measure(*given["measured"])))
    assert asyncio._get_running_loop() is page_loop
    asyncio._set_running_loop(None)
    page_loop.close()
    sources = [site.sources(*what) for what in given["sources"]]
    home = sorted(p.name for p in browser.HOME.iterdir())
    json.dump({"results": results, "measured": measured, "sources": sources, "home": home}, sys.stdout)


if __name__ == "__main__":
    main()
