"""Threads, locks, queues and thread-locals of the standard library, on a ``Scheduler``.

Only the lowest layer is replaced: what ``_thread`` and ``_queue`` offer. Everything above it (``threading.Condition``, ``Event``, ``Timer``,
``queue``, ``concurrent.futures``, ``asyncio.to_thread``) is the unmodified standard library.

Locks stay the real ones. What the stage replaces are the methods of their types: a fiber that finds a lock taken is parked, instead of
stopping the one operating-system thread that all fibers share. So it does not matter when a lock was made, nor where it is used later.

The functions here ask ``scheduler`` which scheduler is on. Off the stage, and in threads that are not the stage's (those of a test
runner, say), they do what the originals do.
"""

import _queue
import _thread
import _threading_local
import concurrent.futures.thread
import gc
import itertools
import queue
import sys
import threading
import weakref
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from awaited.stage.choices import Tape
from awaited.stage.patches import Patch
from awaited.stage.scheduler import NANOSECONDS, Fiber, Parking, Scheduler

_get_ident = _thread.get_ident
_get_native_id: Any = getattr(_thread, "get_native_id", _get_ident)
_start_new_thread = _thread.start_new_thread
_Lock: Any = _thread.LockType
_RLock: Any = _thread.RLock
_SimpleQueue: Any = _queue.SimpleQueue
_lock_acquire, _lock_release = _Lock.acquire, _Lock.release
_rlock_acquire, _rlock_release = _RLock.acquire, _RLock.release
_queue_get, _queue_put = _SimpleQueue.get, _SimpleQueue.put

OUTSIDE = 1.0
"""Real seconds to wait for a lock that somebody outside the stage holds, a thread of the test runner, say."""

_scheduler: Scheduler | None = None
_owner: int | None = None
"""The operating-system thread that the scheduler's fibers live in."""


def scheduler() -> Scheduler | None:
    """The scheduler that the calling code runs on, if any."""
    return _scheduler if _owner == _get_ident() else None


@contextmanager
def real_time() -> Iterator[None]:
    """Within it, the calling thread is off the stage: clocks, sleeps and locks are the machine's own.

    A way out for what must wait for the world outside, in a fixture for example. No other fiber runs meanwhile.
    """
    global _owner
    before, _owner = _owner, None
    try:
        yield
    finally:
        _owner = before


def get_ident() -> int:
    """``threading.get_ident``."""
    return _get_ident() if (on := scheduler()) is None else on.current.ident


def _current_frames() -> dict[int, Any]:
    """``sys._current_frames``. In a web page only that of the fiber that runs is known."""
    if (on := scheduler()) is None:
        return _original_frames()
    frames = {}
    for fiber in (on.main, *on.others):
        frame = sys._getframe(1) if fiber is on.current else getattr(fiber.handle, "gr_frame", None)
        while frame is not None and str(frame.f_globals.get("__name__")).startswith("awaited.stage."):
            frame = frame.f_back
        if frame is not None and not fiber.servant:
            frames[fiber.ident] = frame
    return frames


_original_frames = sys._current_frames


def get_native_id() -> int:
    """``threading.get_native_id``."""
    return _get_native_id() if (on := scheduler()) is None else on.current.ident


# -- locks

# Invariant: a lock stands in `_held` exactly while a fiber of this stage holds it. What is locked and not there belongs to
# a thread outside, which alone can release it: there, and only there, waiting for real makes sense.
_held: dict[int, Any] = {}
# Invariant: whoever stands in `_waiting` is parked, and keeps the lock alive, so that its identity is not another's.
_waiting: dict[int, deque[Parking]] = {}


def _lock(lock: Any, blocking: bool = True, timeout: float = -1) -> bool:
    """``Lock.acquire``: who waits is woken in the order in which they came, and whoever is quicker may have it before them."""
    on = scheduler()
    if on is None or (timeout != -1 and (not blocking or timeout < 0)):
        return _lock_acquire(lock, blocking, timeout)
    if _lock_acquire(lock, False):
        _held[id(lock)] = lock
        return True
    if not blocking or timeout == 0:
        return False
    if id(lock) not in _held and _lock_acquire(lock, True, OUTSIDE):
        _held[id(lock)] = lock
        return True
    return wait(on, lock, timeout, lambda: _lock_acquire(lock, False) and not _held.update({id(lock): lock}), "a lock")


def _unlock(lock: Any) -> None:
    """``Lock.release``."""
    _lock_release(lock)
    if scheduler() is not None:
        _held.pop(id(lock), None)
        wake(lock)


def wait(on: Scheduler, lock: Any, timeout: float, take: Callable[[], Any], what: str) -> bool:
    until = None
    if timeout >= 0:
        # A nanosecond late: whoever computes what is left of a time-out must not find the clock just short of its end, for ever.
        timeout += 1 / NANOSECONDS
        until = on.seconds + timeout + on.late(timeout)
    first = False
    try:
        while True:
            parking = Parking(on, gives_up=None if until is None else round(until * NANOSECONDS))
            # Looked up again each time: it goes when the last one in it has been woken.
            line = _waiting.setdefault(id(lock), deque())
            (line.appendleft if first else line.append)(parking)
            left = None if until is None else max(0.0, until - on.seconds)
            woken = on.park(parking, left, what)
            if take():
                return True
            if not woken:
                return False
            first = True  # somebody else was quicker
    finally:
        left_over = _waiting.get(id(lock))
        while left_over and left_over[0].over:
            left_over.popleft()
        if left_over is not None and not left_over:
            del _waiting[id(lock)]


def wake(lock: Any) -> None:
    line = _waiting.get(id(lock))
    if line and len(line) > 1 and (on := scheduler()) is not None and (tape := on.current_tape) is not None:
        _let_another_be_first(line, on, tape)
    while line:
        if line.popleft().wake():
            return


def _let_another_be_first(line: deque[Parking], on: Scheduler, tape: Tape) -> None:
    """No order among those that wait for a lock is promised."""
    there = [parking for parking in line if not parking.over]
    if len(there) < 2:
        return

    def about(value: float) -> str:
        return f"thread {there[int(value)].fiber.ident} gets what thread {there[0].fiber.ident} has waited for longer"

    first = there[int(tape.take("lock", "", len(there), on.seconds, about))]
    line.remove(first)
    line.appendleft(first)


class _Owned:
    """Which fiber holds an ``RLock``, and how often: to C, all fibers are one thread."""

    __slots__ = ("count", "ident", "lock")

    def __init__(self, lock: Any, ident: int) -> None:
        self.lock, self.ident, self.count = lock, ident, 1


_owned: dict[int, _Owned] = {}


def _rlock(lock: Any, blocking: bool = True, timeout: float = -1) -> bool:
    """``RLock.acquire``."""
    on = scheduler()
    if on is None or (timeout != -1 and (not blocking or timeout < 0)):
        return _rlock_acquire(lock, blocking, timeout)
    owned = _owned.get(id(lock))
    if owned is not None and owned.ident == on.current.ident:
        owned.count += 1
        return True

    def take() -> bool:
        if id(lock) in _owned or not _rlock_acquire(lock, False):
            return False
        _owned[id(lock)] = _Owned(lock, on.current.ident)
        return True

    if take():
        return True
    if not blocking or timeout == 0:
        return False
    if owned is None and _rlock_acquire(lock, True, OUTSIDE):
        _owned[id(lock)] = _Owned(lock, on.current.ident)
        return True
    return wait(on, lock, timeout, take, "a lock")


def _runlock(lock: Any) -> None:
    """``RLock.release``."""
    on = scheduler()
    if on is None or (owned := _owned.get(id(lock))) is None:
        return _rlock_release(lock)
    if owned.ident != on.current.ident:
        raise RuntimeError("cannot release un-acquired lock")
    owned.count -= 1
    if not owned.count:
        del _owned[id(lock)]
        _rlock_release(lock)
        wake(lock)
    return None


def _rlock_is_owned(lock: Any) -> bool:
    on = scheduler()
    if on is None:
        return _RLOCK_ORIGINAL["_is_owned"](lock)
    owned = _owned.get(id(lock))
    return owned is not None and owned.ident == on.current.ident


def _rlock_recursion_count(lock: Any) -> int:
    if scheduler() is None:
        return _RLOCK_ORIGINAL["_recursion_count"](lock)
    return _owned[id(lock)].count if _rlock_is_owned(lock) else 0


def _rlock_release_save(lock: Any) -> Any:
    if scheduler() is None:
        return _RLOCK_ORIGINAL["_release_save"](lock)
    if not _rlock_is_owned(lock):
        raise RuntimeError("cannot release un-acquired lock")
    owned = _owned[id(lock)]
    count, owned.count = owned.count, 1
    _runlock(lock)
    return count, owned.ident


def _rlock_acquire_restore(lock: Any, state: Any) -> None:
    if scheduler() is None:
        return _RLOCK_ORIGINAL["_acquire_restore"](lock, state)
    _rlock(lock)
    _owned[id(lock)].count = state[0]
    return None


_RLOCK = {
    "acquire": _rlock,
    "__enter__": _rlock,
    "release": _runlock,
    "__exit__": lambda lock, *exc: _runlock(lock),
    "_is_owned": _rlock_is_owned,
    "_recursion_count": _rlock_recursion_count,
    "_release_save": _rlock_release_save,
    "_acquire_restore": _rlock_acquire_restore,
}
_RLOCK_ORIGINAL: dict[str, Any] = {name: vars(_RLock)[name] for name in _RLOCK if name in vars(_RLock)}

_condition_wait = threading.Condition.wait
_condition_notify = threading.Condition.notify


def _rebind(condition: Any) -> None:
    """Let a condition that was made before the stage ask its lock's type again: it keeps bound methods of the original."""
    if type(lock := condition._lock) is _RLock and not hasattr(condition._is_owned, "__func__"):
        for name in ("_is_owned", "_release_save", "_acquire_restore", "acquire", "release"):
            setattr(condition, name, getattr(lock, name))


def _wait_for_condition(condition: Any, timeout: float | None = None) -> bool:
    _rebind(condition)
    return _condition_wait(condition, timeout)


def _notify_condition(condition: Any, n: int = 1) -> None:
    _rebind(condition)
    _condition_notify(condition, n)


# -- the queue that is written in C


def _simple_get(box: Any, block: bool = True, timeout: float | None = None) -> Any:
    """``SimpleQueue.get``."""
    on = scheduler()
    if on is None or not block or (timeout is not None and timeout < 0):
        return _queue_get(box, block, timeout)
    try:
        return _queue_get(box, False)
    except queue.Empty:
        pass
    found: list[Any] = []

    def take() -> bool:
        try:
            found.append(_queue_get(box, False))
        except queue.Empty:
            return False
        return True

    if timeout == 0 or not wait(on, box, -1 if timeout is None else timeout, take, "something in a queue"):
        raise queue.Empty
    return found[0]


def _simple_put(box: Any, item: object, block: bool = True, timeout: float | None = None) -> None:
    """``SimpleQueue.put``."""
    _queue_put(box, item, block, timeout)
    if scheduler() is not None:
        wake(box)


# -- threads


def start_new_thread(function: Callable, args: tuple = (), kwargs: dict | None = None) -> int:
    """``_thread.start_new_thread``, with which Python 3.11 and 3.12 start every thread."""
    if (on := scheduler()) is None:
        return _start_new_thread(function, args, kwargs or {})
    kwargs = kwargs or {}

    def run() -> None:
        try:
            function(*args, **kwargs)
        finally:
            # The lock that tells join() that the thread has ended; CPython releases it in C.
            if (sentinel := _sentinels.pop(fiber.ident, None)) is not None and sentinel.locked():
                sentinel.release()

    fiber = _spawn(on, run)
    return fiber.ident


_sentinels: dict[int, Any] = {}


def _set_sentinel() -> object:
    if (on := scheduler()) is None:
        return _original_set_sentinel()
    lock = _sentinels[on.current.ident] = _thread.allocate_lock()
    return lock


_original_set_sentinel: Any = getattr(_thread, "_set_sentinel", None)


class _ThreadHandle:
    """``_thread._ThreadHandle``, by which Python 3.13 and newer know a thread."""

    def __init__(self) -> None:
        self.ident: int | None = None
        self._running = _thread.allocate_lock()

    def _set_done(self) -> None:
        self._running = _thread.allocate_lock()

    def is_done(self) -> bool:
        return not self._running.locked()

    def join(self, timeout: float | None = None) -> None:
        if self._running.acquire(timeout=-1 if timeout is None else max(timeout, 0)):
            self._running.release()


_original_handle: Any = getattr(_thread, "_ThreadHandle", None)
_original_start: Any = getattr(_thread, "start_joinable_thread", None)


def _make_handle() -> object:
    return _original_handle() if scheduler() is None else _ThreadHandle()


def _start_joinable_thread(function: Callable, handle: Any = None, daemon: bool = True) -> object:
    if (on := scheduler()) is None:
        return _original_start(function, handle=handle, daemon=daemon)
    handle = _ThreadHandle() if handle is None else handle
    handle._running.acquire()

    def run() -> None:
        try:
            function()
        finally:
            handle._running.release()

    handle.ident = _spawn(on, run).ident
    return handle


def _spawn(on: Scheduler, run: Callable[[], None]) -> Fiber:
    _locals.look_again()
    return on.spawn(run)


# -- thread-locals

_c_local: type = _thread._local
"""Taken at import: on the stage, modules that hold this class hold the one in Python."""


def _keeper_of_locals() -> object:
    """Who keeps what a thread-local holds: the thread, or a fiber that has none (a servant), or none yet (a thread that starts).

    ``threading.current_thread`` makes one where there is none, and takes locks for that. Where a program has put functions of its own
    in the place of a lock's, and these look at a thread-local, as blockbuster's do, that would have no end.
    """
    on = scheduler()
    if on is None:
        return threading.current_thread()
    return threading._active.get(get_ident()) or on.current  # type: ignore[attr-defined]


OURS = 3
"""References to a thread-local while it is looked at: from our list, the loop's variable and the call that counts."""


class Locals:
    """Gives each fiber its own content of the thread-locals that are written in C, which C keeps for the one thread of all fibers.

    Those that a program makes on the stage are ``_threading_local.local``, which needs no help.
    """

    def __init__(self) -> None:
        self._all: list[Any] = []
        """They take no weak references: those that nobody else has any more are let go at the next look."""
        self._known: set[int] = set()
        self._others: Any = None
        self._newest: tuple[int, str, int] | None = None
        self._looked = False

    def look(self) -> None:
        """Find those that exist. Looking through all objects takes milliseconds: once for as long as nothing is imported elsewhere."""
        self._looked = False
        self._all = [local for local in self._all if sys.getrefcount(local) > OURS]
        self._known = {id(local) for local in self._all}
        if self._newest == (newest := _newest_module()):
            return
        self._newest = newest
        self.look_at_all()

    def look_at_all(self) -> None:
        """Find those that somebody has made outside, with nothing imported since.

        Each refers to its class, and those that are known stay for as long as they are known: where nothing else has come to refer to a class,
        there is no new one, and the objects of the process (half a million, forty milliseconds) need not be looked through.
        """
        if self._others == self._referred():
            return
        gc.unfreeze()
        self._find()
        gc.freeze()
        self._others = self._referred()

    def _referred(self) -> list[tuple[int, int]]:
        """The classes of thread-locals by their identity, and how many refer to each but for those that are known."""
        known = Counter(map(type, self._all))
        return [(id(kind), sys.getrefcount(kind) - known[kind]) for kind in sorted(_with_subclasses(_c_local), key=id)]

    def look_again(self) -> None:
        """Find those that the program has made since of older classes, when it starts its first thread."""
        if not self._looked:
            self._looked = True
            self._find()

    def has_imported(self) -> None:
        """The run is over: what it has imported made no others than those of older classes, which are to be found once."""
        if self._newest != _newest_module():
            self._find()
            self.know()

    def know(self) -> None:
        """All that is imported now has been looked at."""
        self._newest = _newest_module()

    def _find(self) -> None:
        kinds = _with_subclasses(_c_local)
        # Each object refers to its class, and the collector finds them at the speed of C; it does not look at what is frozen.
        for found in gc.get_referrers(*kinds):
            if type(found) in kinds:
                self.add(found)

    def add(self, local: Any) -> None:
        """Take care of this one, too."""
        if id(local) not in self._known:
            self._known.add(id(local))
            self._all.append(local)

    def leave(self, fiber: Fiber) -> None:
        """Take the content away from the fiber that stops running."""
        kept: dict[int, dict[str, Any]] = {}
        for local in self._all:
            if content := vars(local):
                kept[id(local)] = dict(content)
                content.clear()
        fiber.locals = kept

    def enter(self, fiber: Fiber, new: bool) -> None:
        """Give its content to the fiber that runs now. A new one starts as a new thread does."""
        if not new:
            if fiber.locals:
                for local in self._all:
                    if content := fiber.locals.get(id(local)):
                        vars(local).update(content)
            return
        for local in self._all:
            if type(local).__init__ is not object.__init__:
                arguments, named = _made_with(local)
                type(local).__init__(local, *arguments, **named)


def _newest_module() -> tuple[int, str, int]:
    """Another value when something was imported, also where as many modules have gone as came."""
    name = next(reversed(sys.modules))
    return len(sys.modules), name, id(sys.modules[name])


def _made_with(local: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments that a thread-local was made with, and that C gives to its ``__init__`` in each thread: it shows them to the garbage
    collector alone, the named ones, if there are any, behind the others.
    """
    held = gc.get_referents(local)
    place = next(n for n, found in enumerate(held) if type(found) is tuple)  # an empty one, too
    behind = [
        found for found in held[place + 1 : place + 2] if type(found) is dict and all(isinstance(key, str) for key in found)
    ]
    return held[place], behind[0] if behind else {}


def _with_subclasses(kind: type) -> set[type]:
    found = {kind}
    subclasses: list[type] = type.__subclasses__(kind)
    for below in subclasses:
        found |= _with_subclasses(below)
    return found


_locals = Locals()


def look_at_what_comes_along() -> None:
    """A function brings what it has from outside, as the text of a program does not: thread-locals, for one, that nobody has seen yet."""
    _locals.look_at_all()


def look_at_locals() -> None:
    """Find the thread-locals that exist, before somebody freezes them for good: what is frozen is not listed."""
    _locals.look()


def modules_are_known() -> None:
    """No module that is there now has a thread-local that is not known."""
    _locals.know()


def of_each_thread(local: Any) -> None:
    """Give each fiber its own content of a thread-local that the stage itself has made."""
    _locals.add(local)


# -- pools of threads that were there before


class _Pools:
    """Lets a pool that was made before the stage start threads of the stage, and gives it back as it was."""

    def __init__(self) -> None:
        self._made: weakref.WeakSet[Any] = weakref.WeakSet()
        self._before: list[tuple[Any, dict[str, Any]]] = []

    def made(self, pool: Any, by_import: bool) -> None:
        self._made.add(pool)
        if by_import:
            # The package stays, and so does its pool. It has no threads yet: what it has now is what it needs then.
            self._before.append((pool, self._state(pool)))
            self._clear(pool)

    def adopt(self, pool: Any) -> None:
        if pool in self._made:
            return
        self._made.add(pool)
        self._before.append((pool, self._state(pool)))
        self._clear(pool)

    @staticmethod
    def _state(pool: Any) -> dict[str, Any]:
        names = ("_work_queue", "_idle_semaphore", "_threads", "_shutdown")  # at a program's end its threads shut their pool down
        return {name: getattr(pool, name) for name in names}

    @staticmethod
    def _clear(pool: Any) -> None:
        pool._work_queue, pool._idle_semaphore, pool._threads = queue.SimpleQueue(), threading.Semaphore(0), _InOrder()

    def give_back(self) -> None:
        for pool, values in self._before:
            vars(pool).update(values)


class _InOrder(set[threading.Thread]):
    """The threads of a pool, which are joined in this order, and not in that of where they lie in memory."""

    def __iter__(self) -> Iterator[threading.Thread]:
        return iter(sorted(super().__iter__(), key=lambda thread: thread.ident or 0))


def idles(thread: threading.Thread) -> bool:
    """Whether a thread of a pool waits for work, or is about to end because its pool is gone."""
    work = concurrent.futures.thread._threads_queues.get(thread)
    if work is not None and any(parking.fiber.ident == thread.ident for parking in _waiting.get(id(work), ())):
        return True
    # Where fibers are greenlets, it is seen where they stand; in a page it is not.
    on = scheduler()
    fiber = next((fiber for fiber in on.others if fiber.ident == thread.ident), None) if on is not None else None
    frame: Any = getattr(getattr(fiber, "handle", None), "gr_frame", None)
    while frame is not None and frame.f_code is not _AT_WORK:
        if frame.f_code is _IN_POOL:
            return True
        frame = frame.f_back
    return False


_IN_POOL = concurrent.futures.thread._worker.__code__
_AT_WORK = concurrent.futures.thread._WorkItem.run.__code__
_pool_init = concurrent.futures.ThreadPoolExecutor.__init__
_pool_submit = concurrent.futures.ThreadPoolExecutor.submit


# -- all of it


def patches(on: Scheduler) -> Iterator[Patch]:
    """What makes threads fibers of ``on``, and its locks theirs."""
    types: list[tuple[type, dict[str, Any]]] = [
        (_Lock, {"acquire": _lock, "__enter__": _lock, "release": _unlock, "__exit__": lambda lock, *exc: _unlock(lock)}),
        (_Lock, {"acquire_lock": _lock, "release_lock": _unlock}),  # names of Python 2 that the standard library still uses
        (_RLock, {name: method for name, method in _RLOCK.items() if name in _RLOCK_ORIGINAL}),
        (
            _SimpleQueue,
            {
                "get": _simple_get,
                "get_nowait": lambda box: _queue_get(box, False),
                "put": _simple_put,
                "put_nowait": lambda box, item: _simple_put(box, item),
            },
        ),
    ]
    for kind, methods in types:
        for name, method in methods.items():
            yield Patch(kind, name, method, "a fiber that waits is parked, whenever the lock or queue was made")
    yield Patch(threading.Condition, "wait", _wait_for_condition, "older conditions keep methods of the original lock")
    yield Patch(threading.Condition, "notify", _notify_condition, "older conditions keep methods of the original lock")
    yield Patch(threading, "local", _threading_local.local, "each fiber has its own, by the object of its thread")
    yield Patch(_threading_local, "current_thread", _keeper_of_locals, "not every fiber has a thread", copies=False)
    for module in (_thread, threading):
        yield Patch(module, "get_ident", get_ident, "fibers have numbers of their own")
    if hasattr(threading, "get_native_id"):
        yield Patch(threading, "get_native_id", get_native_id, "fibers have numbers of their own")
        yield Patch(_thread, "get_native_id", get_native_id, "fibers have numbers of their own")
        # The operating system's is another one in every run.
        yield Patch(threading.current_thread(), "_native_id", on.main.ident, "fibers have numbers of their own")
    yield Patch(sys, "_current_frames", _current_frames, "a thread is a fiber")
    for name in ("start_new_thread", "start_new"):
        yield Patch(_thread, name, start_new_thread, "a thread is a fiber")
    if sys.version_info >= (3, 13):
        yield Patch(threading, "_ThreadHandle", _make_handle, "a thread is a fiber")
        yield Patch(threading, "_start_joinable_thread", _start_joinable_thread, "a thread is a fiber")
        yield Patch(_thread, "start_joinable_thread", _start_joinable_thread, "a thread is a fiber")
    else:
        yield Patch(threading, "_start_new_thread", start_new_thread, "a thread is a fiber")
        yield Patch(threading, "_set_sentinel", _set_sentinel, "a thread is a fiber")
        yield Patch(_thread, "_set_sentinel", _set_sentinel, "a thread is a fiber")
    yield Patch(
        threading, "_counter", itertools.count(1).__next__, "CPython names threads from one in every process; here in every run"
    )
    pool = concurrent.futures.ThreadPoolExecutor
    yield Patch(
        pool, "_counter", itertools.count().__next__, "CPython names pools from nought in every process; here in every run"
    )
    pools = _Pools()

    def init(self: Any, max_workers: int | None = None, thread_name_prefix: str = "", *args: Any, **kwargs: Any) -> None:
        # Packages are imported once, and many programs meet their pools: these take no part in the numbering.
        package = on.importer() if scheduler() is not None else ""
        _pool_init(self, max_workers, thread_name_prefix or package, *args, **kwargs)
        self._threads = _InOrder()
        pools.made(self, bool(package))

    def submit(self: Any, fn: Callable, /, *args: Any, **kwargs: Any) -> Any:
        if scheduler() is not None:
            pools.adopt(self)
        return _pool_submit(self, fn, *args, **kwargs)

    yield Patch(pool, "__init__", init, "a pool from before the stage has threads that are none of its fibers")
    yield Patch(pool, "submit", submit, "a pool from before the stage has threads that are none of its fibers")
    numbers = itertools.count(1)

    def number(future: Any) -> Any:
        return vars(future).setdefault("_number", next(numbers))

    yield Patch(
        concurrent.futures.Future,
        "__hash__",
        number,
        "futures are kept in sets, and their order must not depend on where they lie in memory",
    )
    on.pools = pools


def refuse_a_second() -> None:
    """A stage within a stage would take from the outer one what it has replaced. To be asked before anything is.

    Raises:
        RuntimeError: There is a stage already.
    """
    if _scheduler is not None:
        raise RuntimeError("the stage is already set, and stages do not nest: use that one (in a test, the fixture `stage`)")


@contextmanager
def on_stage(on: Scheduler) -> Iterator[None]:
    """Make ``on`` the scheduler of this operating-system thread. The patches must be in place."""
    global _scheduler, _owner
    _locals.look()
    _scheduler, _owner = on, _get_ident()
    on.locals = _locals
    try:
        yield
    finally:
        try:
            on.close()
        finally:
            _scheduler = _owner = None
            _locals.has_imported()
            on.pools.give_back()
            # A thread that swallowed its end has ended all the same; nobody else is to meet it.
            for ident in [ident for ident in threading._active if ident in on.spawned]:  # type: ignore[attr-defined]
                del threading._active[ident]  # type: ignore[attr-defined]
            # What a program has left locked must not stop the next one.
            for lock in list(_held.values()):
                _lock_release(lock)
            for owned in list(_owned.values()):
                _rlock_release(owned.lock)
            for kept in (_held, _waiting, _owned, _sentinels):
                kept.clear()
