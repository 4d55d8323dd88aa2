"""Time on the stage: it moves only when everyone waits, and by exactly what they wait for."""

import asyncio
import concurrent.futures
import datetime
import logging
import multiprocessing
import os
import queue
import sys
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.globals import get_debug, get_verbose

from awaited.model.model import Model
from awaited.runner import AnyStage, Stage
from awaited.stage import threads
from awaited.stage.scheduler import Deadlock, TooLong


def perform(program: Callable[[], object]) -> tuple[list, Stage]:
    """Run a program that appends to a list; give the list back, and the stage."""
    noted: list = []
    with Stage(Model({"Hi": "Hello there, my dear friend!"})) as stage:
        stage.call(lambda: noted.append(program()))
    return noted, stage


def result_of(program: Callable[[], object]) -> object:
    noted, stage = perform(program)
    assert noted, stage.recorded_as("a/test").output
    return noted[0]


def now() -> float:
    return round(time.perf_counter(), 6)


CLOCKS = ("time", "monotonic", "perf_counter", "process_time", "thread_time")


@pytest.mark.parametrize("name", CLOCKS)
def test_sleep_moves_all_clocks_alike(name: str) -> None:
    def program() -> tuple:
        seconds, nanoseconds = getattr(time, name), getattr(time, f"{name}_ns")
        before = seconds(), nanoseconds()
        time.sleep(600)
        return seconds.__name__, seconds.__qualname__, before, seconds() - before[0], nanoseconds() - before[1]

    begins = 1_767_225_600 if name == "time" else 0
    assert result_of(program) == (name, name, (begins, begins * 10**9), 600, 600 * 10**9)


def test_calendars_and_clocks_by_number_move_with_it() -> None:
    def program() -> list[object]:
        time.sleep(3661.25)
        with warnings.catch_warnings(action="ignore"):  # since Python 3.12
            utc = datetime.datetime.utcnow()
        return [
            utc.isoformat(),
            datetime.datetime.now(datetime.UTC).isoformat(),
            datetime.date.today().isoformat(),
            time.ctime(),
            time.ctime(0),
            time.asctime(),
            time.asctime(time.gmtime(0)),
            time.strftime("%H:%M:%S"),
            time.strftime("%Y", time.gmtime(0)),
            (time.gmtime()[:6], time.gmtime(0)[:6]),
            (time.clock_gettime(time.CLOCK_REALTIME) - 1_767_225_600, time.clock_gettime_ns(time.CLOCK_REALTIME) % 10**9),
            (time.clock_gettime(time.CLOCK_MONOTONIC), time.clock_gettime_ns(time.CLOCK_MONOTONIC)),
            time.clock_gettime(getattr(time, "CLOCK_TAI", time.CLOCK_REALTIME)),
        ]

    assert result_of(program) == [
        "2026-01-01T01:01:01.250000",
        "2026-01-01T01:01:01.250000+00:00",
        "2026-01-01",
        "Thu Jan  1 01:01:01 2026",
        "Thu Jan  1 00:00:00 1970",
        "Thu Jan  1 01:01:01 2026",
        "Thu Jan  1 00:00:00 1970",
        "01:01:01",
        "1970",
        ((2026, 1, 1, 1, 1, 1), (1970, 1, 1, 0, 0, 0)),
        (3661.25, 250_000_000),
        (3661.25, 3_661_250_000_000),
        1_767_225_600 + 3661.25,
    ]


def test_a_thread_that_yields_lets_the_others_go_first() -> None:
    def program() -> list[str]:
        order: list[str] = []
        other = threading.Thread(target=lambda: (order.append("other"), time.sleep(0), order.append("other again")))
        other.start()
        os.sched_yield()
        order.append("main")
        other.join()
        return [*order, str(now())]

    assert result_of(program) == ["other", "other again", "main", "0.0"]


def test_computing_takes_no_time() -> None:
    assert result_of(lambda: (sum(range(100_000)), now())[1]) == 0


def test_tasks_wait_together() -> None:
    async def main() -> float:
        await asyncio.gather(*(asyncio.sleep(n / 10) for n in range(1, 11)))
        return now()

    assert result_of(lambda: asyncio.run(main())) == 1.0


def test_blocking_a_task_blocks_its_loop() -> None:
    async def block() -> None:
        time.sleep(1)

    async def main() -> float:
        await asyncio.gather(asyncio.sleep(1), block(), block(), block())
        return now()

    noted, stage = perform(lambda: asyncio.run(main()))
    assert noted == [3.0]
    assert stage.recorded_as("a/test").blocked == [(0.0, 3.0)]


def test_threads_wait_together() -> None:
    def program() -> float:
        threads = [threading.Thread(target=time.sleep, args=(n,)) for n in (1, 2, 3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return now()

    assert result_of(program) == 3.0


def test_a_pool_has_as_many_hands_as_it_has_threads() -> None:
    def program() -> float:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(time.sleep, [1] * 6))
        return now()

    assert result_of(program) == 3.0


def test_to_thread_leaves_the_loop_alone() -> None:
    async def main() -> float:
        await asyncio.gather(asyncio.to_thread(time.sleep, 1), asyncio.to_thread(time.sleep, 1), asyncio.sleep(0.5))
        return now()

    noted, stage = perform(lambda: asyncio.run(main()))
    assert noted == [1.0]
    assert stage.recorded_as("a/test").blocked == []


def test_queue_timer_event_and_their_time_outs() -> None:
    def program() -> list:
        box: queue.Queue = queue.Queue()
        simple: queue.SimpleQueue = queue.SimpleQueue()
        event = threading.Event()
        threading.Timer(2, lambda: (box.put("box"), simple.put("simple"), event.set())).start()
        seen = [(box.get(), simple.get(), now())]
        try:
            box.get(timeout=3)
        except queue.Empty:
            seen.append(now())
        seen.append((event.wait(9), now()))
        event.clear()
        seen.append((event.wait(4), now()))
        return seen

    assert result_of(program) == [("box", "simple", 2.0), 5.0, (True, 5.0), (False, 9.0)]


def test_a_lock_held_across_a_sleep_goes_to_the_next_in_line() -> None:
    def program() -> list:
        lock, order = threading.Lock(), []

        def hold(n: int) -> None:
            with lock:
                time.sleep(1)
                order.append((n, now()))

        threads = [threading.Thread(target=hold, args=(n,)) for n in range(3)]
        for thread in threads:
            thread.start()
        order.append(("in time", lock.acquire(timeout=0.5)))
        for thread in threads:
            thread.join()
        return order

    assert result_of(program) == [("in time", False), (0, 1.0), (1, 2.0), (2, 3.0)]


def test_time_outs_of_asyncio() -> None:
    async def main() -> list:
        seen = []
        for awaitable in (asyncio.sleep(5), asyncio.to_thread(time.sleep, 5)):
            try:
                async with asyncio.timeout(1):
                    await awaitable
            except TimeoutError:
                seen.append(now())
        done, pending = await asyncio.wait([asyncio.create_task(asyncio.sleep(n)) for n in (1, 3)], timeout=2)
        seen.append((len(done), len(pending), now()))
        await asyncio.wait(pending)
        return seen

    # The thread that sleeps on is waited for when the loop closes.
    assert result_of(lambda: (asyncio.run(main()), now())) == ([1.0, 2.0, (1, 1, 4.0)], 6.0)


def test_futures_in_the_order_in_which_they_end() -> None:
    def program() -> list:
        with concurrent.futures.ThreadPoolExecutor() as pool:
            futures = {pool.submit(time.sleep, n): n for n in (3, 1, 2)}
            return [(futures[f], now()) for f in concurrent.futures.as_completed(futures)]

    assert result_of(program) == [(1, 1.0), (2, 2.0), (3, 3.0)]


def test_a_loop_in_each_of_two_threads() -> None:
    async def main() -> str:
        await asyncio.sleep(1)
        return asyncio.current_task().get_coro().__name__ + str(now())

    def program() -> list:
        with concurrent.futures.ThreadPoolExecutor() as pool:
            return list(pool.map(lambda _: asyncio.run(main()), range(2)))

    assert result_of(program) == ["main1.0", "main1.0"]


def test_thread_locals_and_context_are_each_threads_own() -> None:
    import contextvars

    variable = contextvars.ContextVar("variable", default="unset")

    def program() -> list:
        variable.set("main")
        local = threading.local()
        local.x = "main"
        seen = []

        def look() -> None:
            seen.append((getattr(local, "x", "unset"), variable.get(), threading.current_thread().name))
            local.x = "thread"
            time.sleep(1)

        threads = [threading.Thread(target=look, name=f"thread {n}") for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [*seen, local.x]

    inherited = "main" if getattr(sys.flags, "thread_inherit_context", False) else "unset"
    assert result_of(program) == [("unset", inherited, "thread 0"), ("unset", inherited, "thread 1"), "main"]


BEFORE = threading.local()
"""Written in C, and older than any run, as those of anyio and other libraries are."""


def test_thread_locals_from_before_the_run_are_each_threads_own() -> None:
    def program() -> list:
        seen = []

        def look(name: str) -> None:
            seen.append(hasattr(BEFORE, "x"))
            BEFORE.x = name
            time.sleep(1)
            seen.append(BEFORE.x)
            del BEFORE.x

        threads = [threading.Thread(target=look, args=(name,)) for name in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return seen

    assert result_of(program) == [False, False, "a", "b"]


def test_names_start_from_one_in_every_run() -> None:
    def program() -> tuple:
        thread = threading.Thread()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            name = pool.submit(lambda: threading.current_thread().name).result()

        async def main() -> str:
            return asyncio.current_task().get_name()

        return thread.name, name, asyncio.run(main())

    assert [result_of(program) for _ in range(2)] == [("Thread-1", "ThreadPoolExecutor-0_0", "Task-1")] * 2


def test_a_deadlock_is_told_at_once() -> None:
    def program() -> None:
        lock = threading.Lock()
        lock.acquire()
        lock.acquire()

    _, stage = perform(program)
    assert stage.recorded_as("a/test").raised == Deadlock.__name__
    assert "nothing will ever wake this program: the main thread waits for a lock" in stage.recorded_as("a/test").output


def test_a_program_that_sleeps_for_ever_ends() -> None:
    def program() -> None:
        while True:
            time.sleep(60)

    _, stage = perform(program)
    assert stage.recorded_as("a/test").raised == TooLong.__name__


def test_a_task_that_waits_for_nothing_is_a_deadlock() -> None:
    async def main() -> None:
        await asyncio.get_running_loop().create_future()

    _, stage = perform(lambda: asyncio.run(main()))
    assert stage.recorded_as("a/test").raised == Deadlock.__name__


def test_an_interrupt_in_a_thread_reaches_the_main_thread() -> None:
    # The test runner's time-out raises in whatever fiber runs: it must not end as a thread's own affair.
    def fail() -> None:
        pytest.fail("time is up")

    def program() -> None:
        thread = threading.Thread(target=fail)
        thread.start()
        time.sleep(1)

    with pytest.raises(pytest.fail.Exception, match="time is up"):
        perform(program)


def test_everything_is_as_before_when_the_curtain_falls() -> None:
    names = [
        (time, "sleep"),
        (time, "monotonic"),
        (threading, "Lock"),
        (threading, "get_ident"),
        (queue, "SimpleQueue"),
        (asyncio, "new_event_loop"),
    ]
    before = [getattr(owner, name) for owner, name in names]
    perform(lambda: time.sleep(1))
    assert [getattr(owner, name) for owner, name in names] == before
    assert asyncio.run(asyncio.sleep(0, "real")) == "real"


def test_a_real_thread_beside_the_stage_keeps_real_time() -> None:
    go, seen = threading.Event(), []

    def outside() -> None:
        go.wait()
        start = time.monotonic()
        time.sleep(0.001)
        seen.append((threading.current_thread().name, time.monotonic() - start < 1000))
        with threading.Lock():
            pass

    thread = threading.Thread(target=outside, name="outside")
    thread.start()

    def program() -> None:
        go.set()
        time.sleep(100_000 / 24)

    perform(program)
    thread.join()
    assert seen == [("outside", True)]


def test_within_real_time_clocks_threads_and_locks_are_the_machines() -> None:
    box: queue.SimpleQueue = queue.SimpleQueue()
    guard, condition, semaphore = threading.RLock(), threading.Condition(), multiprocessing.Lock()
    outside = threading.get_ident(), threading.get_native_id()

    def work() -> None:
        time.sleep(0.001)
        box.put((threading.get_ident() in sys._current_frames(), threading.get_ident() != outside[0], guard.acquire(False)))

    def program() -> dict[str, object]:
        time.sleep(5)
        date = datetime.datetime.now()
        seen: dict[str, object] = {"on the stage": (threading.get_ident(), threading.get_native_id()) == outside}
        with threads.real_time():
            seen["numbers"] = (threading.get_ident(), threading.get_native_id()) == outside
            with guard, guard:
                seen["owned"] = guard._is_owned()  # type: ignore[attr-defined]
                thread = threading.Thread(target=work)
                thread.start()
                seen["thread"] = box.get()
                thread.join()
            with condition:
                seen["waited"] = condition.wait(0.001)
            with semaphore:
                seen["taken"] = semaphore.acquire(False), semaphore._semlock._is_mine(), semaphore._semlock._count()  # type: ignore[attr-defined]
            local = threading.local()
            local.own = 1
            with pytest.raises(queue.Empty):
                box.get(timeout=0.001)
            os.sched_yield()
            now = time.time()
            clocks = (
                time.clock_gettime(time.CLOCK_REALTIME),
                time.clock_gettime_ns(time.CLOCK_REALTIME) / 1e9,
                time.mktime(time.localtime()),
            )
            seen["clocks"] = [abs(clock - now) < 60 for clock in clocks]
            dates = datetime.datetime.now(), datetime.datetime.now(datetime.UTC)
            seen["dates"] = (
                [abs(moment.timestamp() - now) < 24 * 3600 for moment in dates],
                datetime.date.today() == dates[0].date(),
            )
            seen["strings"] = time.ctime()[-4:] == time.asctime()[-4:] == time.strftime("%Y") == str(dates[0].year)
            seen["shown"] = os.getpid() != 1000
        seen["date"] = (datetime.datetime.now() - date).total_seconds()
        return seen

    assert result_of(program) == {
        "on the stage": False,
        "numbers": True,
        "owned": True,
        "thread": (True, True, False),
        "waited": False,
        "taken": (False, True, 1),
        "clocks": [True] * 3,
        "dates": ([True] * 2, True),
        "strings": True,
        "shown": True,
        "date": 0.0,
    }


@pytest.mark.parametrize("kind", [threading.Lock, threading.RLock])
def test_a_lock_that_a_thread_outside_holds_is_waited_for(kind: Callable[[], Any]) -> None:
    lock, held, go, free = kind(), threading.Event(), threading.Event(), []

    def outside() -> None:
        with lock:
            held.set()
            go.wait()
            time.sleep(0.02)

    def look() -> None:
        free.append(lock.acquire(False))

    def program() -> tuple:
        seen = lock.acquire(False), lock.acquire(timeout=0)
        go.set()
        return (*seen, lock.acquire(), now())

    thread = threading.Thread(target=outside, daemon=True)
    thread.start()
    held.wait()
    assert result_of(program) == (False, False, True, 0.0)
    thread.join()
    # And what the program left locked is free again.
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert free == [True]


def test_stages_do_not_nest() -> None:
    with Stage(Model({})), pytest.raises(RuntimeError, match="do not nest"), Stage(Model({})):
        pass


def test_many_runs_do_not_differ() -> None:
    program = """\
import concurrent.futures, time
with concurrent.futures.ThreadPoolExecutor(3) as pool:
    futures = [pool.submit(time.sleep, (n * 7) % 5 / 10) for n in range(12)]
    for future in concurrent.futures.as_completed(futures):
        print(futures.index(future), time.perf_counter())
"""
    outputs = {output_of(program) for _ in range(20)}
    assert [output.count("\n") for output in outputs] == [12]


def test_sets_of_tasks_keep_their_order() -> None:
    async def note(n: int, order: list) -> None:
        order.append(("starts", n))
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            order.append(("cancelled", n))
            raise

    async def main() -> list:
        order: list = []
        for first in asyncio.as_completed([note(n, order) for n in range(50)]):
            await first
        try:
            async with asyncio.TaskGroup() as group:
                for n in range(50, 100):
                    group.create_task(note(n, order))
                await asyncio.sleep(0.5)
                raise LookupError
        except* LookupError:
            pass
        return order

    order = result_of(lambda: asyncio.run(main()))
    assert order == [("starts", n) for n in range(100)] + [("cancelled", n) for n in range(50, 100)]


def test_generators_that_are_left_are_closed_in_the_order_in_which_they_began() -> None:
    program = """\
import asyncio
async def numbers(name):
    try:
        yield name
    finally:
        print(name, end=" ")
async def main():
    kept = [numbers(n) for n in range(30)]
    for one in reversed(kept):
        await anext(one)
    await kept[7].aclose()
    kept.append(numbers("last"))
    await anext(kept[-1])
    return kept
asyncio.run(main())
"""
    assert output_of(program).split() == ["7", *[str(n) for n in reversed(range(30)) if n != 7], "last"]


def by_a_library(code: str) -> str:
    """A program that has a library run ``code``."""
    return f"exec(compile({code!r}, '/usr/lib/somebody/library.py', 'exec'), {{}})\n"


@pytest.mark.parametrize(
    "code",
    [
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as pool:\n    list(pool.map(abs, range(6_000)))\n",
        by_a_library("import time\nfor _ in range(12_000): time.monotonic()"),
        by_a_library(
            "import select, socket\none, two = socket.socketpair()\nasks = select.poll()\nasks.register(one, select.POLLIN)\n"
            "for _ in range(12_000): asks.poll(0)\none.close(), two.close()"
        ),
    ],
)
def test_a_library_that_keeps_its_books_takes_no_time(code: str) -> None:
    """httpcore asks about each of its connections for each request, a pool of threads for the time twice for each job."""
    with Stage(Model({})) as stage:
        stage.execute(code)
    assert (stage.recording.raised, round(stage.seconds, 3)) == ("", 0.0)


def test_work_that_gives_way_is_not_taken_for_waiting() -> None:
    def work() -> None:
        for _ in range(8_000):
            time.sleep(0)

    def program() -> float:
        far = threading.Timer(60, print)
        far.start()
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        far.cancel()
        return now()

    assert result_of(program) < 1


def test_a_library_that_waits_by_asking_has_its_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awaited.stage.scheduler.FREE_QUESTIONS", 500)
    with Stage(Model({})) as stage:
        stage.execute(by_a_library("import time\nend = time.monotonic() + 0.5\nwhile time.monotonic() < end: pass"))
    assert 0.5 <= stage.seconds < 0.6


def reads(times: int) -> None:
    for _ in range(times):
        time.monotonic()


def gives_way(times: int, timer: float = 0.0) -> None:
    alarm = threading.Timer(timer, print)
    if timer:
        alarm.start()
        times -= 1  # it has its turn in the first
        time.sleep(0)
    for _ in range(times):
        time.sleep(0)
    alarm.cancel()


BUSY: list[tuple[Callable[[], object], float]] = [
    (lambda: reads(100), 0),
    (lambda: reads(101), 10e-6),
    (lambda: reads(103), 30e-6),
    (lambda: reads(10_100), 9_999 * 10e-6 + 20e-6),
    (lambda: [reads(60), time.sleep(1), reads(60)], 1),
    (lambda: gives_way(100), 0),
    (lambda: gives_way(101), 20e-6),
    (lambda: gives_way(300), 200 * 20e-6),
    (lambda: [gives_way(60), time.sleep(1), gives_way(60)], 1),
    (lambda: [gives_way(100), reads(100)], 0),
    # Where a timer is set, it may be far away: passes take longer and longer.
    (lambda: gives_way(150, timer=9), 50 * 20e-6),
    (lambda: gives_way(100 + 50 + 3 * 20, timer=9), (50 + 19 + 20 * 2 + 20 * 4 + 8) * 20e-6),
    (lambda: gives_way(103, timer=50e-6), 50e-6),
]


def test_busy_waiting_takes_so_much_time_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FREE_READINGS": 100, "FREE_PASSES": 100, "PATIENCE": 50, "DOUBLES": 20}.items():
        monkeypatch.setattr(f"awaited.stage.scheduler.{name}", value)
    taken: list[float] = []

    def program() -> None:
        for wait, _ in BUSY:
            time.sleep(1)
            before = stage.seconds  # which is no reading
            wait()
            taken.append(round(stage.seconds - before, 9))

    with AnyStage(guest={__file__}) as stage:
        stage.call(program)
    assert taken == [pytest.approx(seconds, abs=1e-8) for _, seconds in BUSY], stage.recording.output


@pytest.mark.parametrize(("limit", "words"), [(None, "86400"), (60, "60")])
def test_a_program_that_waits_for_longer_than_it_may_is_told_for_how_long(limit: float | None, words: str) -> None:
    code = f"import time\ntime.sleep({words})\nprint('in time')\ntime.sleep(1e-9)\n"
    with Stage() if limit is None else Stage(limit=limit) as stage:
        stage.execute(code)
    assert stage.recording.output.startswith("in time\n")
    told = f"TooLong: the program still waits after {words} virtual seconds: does it loop for ever?\n"
    assert stage.recording.output.endswith(told)
    assert stage.seconds == float(words)


# -- rules of the scheduler that hardly any program depends on


@pytest.mark.parametrize(
    ("before", "how"),
    [
        ("", "_thread.interrupt_main()"),
        ("", "raise KeyboardInterrupt"),
        ("", "os.kill(os.getpid(), signal.SIGINT)"),
        ("signal.signal(signal.SIGALRM, signal.default_int_handler), signal.alarm(1)", "pass"),
    ],
)
def test_who_was_interrupted_waits_no_longer(before: str, how: str) -> None:
    """It stood first in the line for the lock, and whoever stands behind it gets the lock all the same."""
    program = f"""\
import _thread, os, signal, threading, time
lock = threading.Lock()

def holds():
    with lock:
        time.sleep(2)

def waits():
    time.sleep(0.5)
    with lock:
        print("the other has it")

def interrupts():
    time.sleep(1)
    {how}

threads = [threading.Thread(target=f) for f in (holds, waits, interrupts)]
for thread in threads:
    thread.start()
{before}
try:
    lock.acquire()
except KeyboardInterrupt:
    print("interrupted")
for thread in threads:
    thread.join()
"""
    assert output_of(program) == "interrupted\nthe other has it\n"


def test_who_was_woken_in_vain_is_first_in_the_line_again() -> None:
    program = """\
import threading, time
lock = threading.Lock()

def take(name):
    with lock:
        print(name)

lock.acquire()
threads = [threading.Thread(target=take, args=(name,)) for name in ("first", "second")]
for thread in threads:
    thread.start()
time.sleep(1)
lock.release()
lock.acquire()
time.sleep(1)
lock.release()
for thread in threads:
    thread.join()
"""
    assert output_of(program) == "first\nsecond\n"


def test_a_thread_has_no_hooks_of_a_loop_that_started_it() -> None:
    program = """\
import asyncio, sys
asyncio.run(asyncio.to_thread(lambda: print(sys.get_asyncgen_hooks())))
async def main():
    await asyncio.to_thread(lambda: print(sys.get_asyncgen_hooks()))
    print(sys.get_asyncgen_hooks().firstiter is None)
asyncio.run(main())
"""
    none = "asyncgen_hooks(firstiter=None, finalizer=None)\n"
    assert output_of(program) == 2 * none + "False\n"


def test_a_thread_has_numbers_of_its_own() -> None:
    program = """\
import _thread, threading
def numbers():
    print(threading.get_native_id() == threading.get_ident() == _thread.get_native_id(), threading.get_native_id() != main)
main = threading.get_native_id()
threading.Thread(target=numbers).start()
"""
    assert output_of(program) == "True True\n"


def test_at_the_end_nobody_is_left() -> None:
    with Stage(Model({})) as stage:
        stage.execute("import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n")
    assert list(stage.scheduler.others) == []


@pytest.mark.parametrize("ends", ["", "signal.alarm(1)\ntry: thread.join()\nexcept KeyboardInterrupt: print('interrupted')\n"])
def test_at_its_end_a_program_waits_for_its_threads_and_for_no_daemon(ends: str) -> None:
    """Also for one whose `join` was interrupted, which some Pythons then take for ended."""
    program = f"""\
import signal, threading, time
def works():
    time.sleep(3)
    print("has worked")
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
thread = threading.Thread(target=works)
thread.start()
signal.signal(signal.SIGALRM, signal.default_int_handler)
{ends}"""
    with Stage(Model({})) as stage:
        stage.execute(program)
    recording = stage.recording
    assert recording.output == ("interrupted\n" if ends else "") + "has worked\n"
    assert (recording.seconds, recording.left) == (3.0, ["thread Thread-1 (sleep)", "thread Thread-2 (works)"])


SLEEPS = "for _ in range(400): time.sleep(0.01)\n"


@pytest.mark.parametrize(
    "happens",
    [
        "print('here')",
        "go.set(); go.clear()",
        "_thread.start_new_thread(int, ())",
        "",
        "os.sched_yield()",
        "read.acquire(timeout=0.01)",
    ],
)
def test_who_only_sleeps_polls_and_who_does_something_now_and_then_does_not(
    happens: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("awaited.stage.scheduler.ALONE", 500)
    code = (
        "import _thread, os, threading, time\ngo, read = threading.Event(), threading.Lock()\nread.acquire()\n"
        "def waits():\n    go.wait()\n    threading.Event().wait()\n"
        f"threading.Thread(target=waits, daemon=True).start()\n{SLEEPS}{happens}\n{SLEEPS}"
    )
    with Stage(Model({}), limit=60) as stage:
        stage.execute(code)
    polls = happens in ("", "os.sched_yield()", "read.acquire(timeout=0.01)")
    told, words = (
        stage.recording.output,
        "the program asks again and again for something that never happens: nobody else can go on",
    )
    assert (stage.recording.raised, round(stage.seconds, 2)) == (("TooLong", 5.01) if polls else ("", 8.0)), told
    assert told.endswith(f"TooLong: {words}\n") == polls


def test_how_often_a_program_may_ask_and_give_way_before_that_takes_time() -> None:
    taken: list[float] = []

    def program() -> None:
        for wait in (reads, gives_way):
            for times in (10_000, 10_001):
                time.sleep(1)
                before = stage.seconds
                wait(times)
                taken.append(round(stage.seconds - before, 9))

    with AnyStage(guest={__file__}) as stage:
        stage.call(program)
    assert taken == [0, 10e-6, 0, 20e-6]


def test_what_the_limits_of_busy_waiting_are() -> None:
    """Nearly all that may be is counted already: to do it would take seconds."""
    seen: list[tuple[str, list[float]]] = []

    def so_far(**counts: int) -> None:
        time.sleep(1)
        time.monotonic()  # of this moment
        for name, count in counts.items():
            setattr(stage.scheduler, name, count)

    def taken(times: int, function: Callable[[], object]) -> list[float]:
        """What each time takes, in millionths of a second, until the program is told."""
        found: list[float] = []
        try:
            for _ in range(times):
                before = stage.scheduler.clock.now
                function()
                found.append((stage.scheduler.clock.now - before) / 1000)
        except TooLong:
            found.append(-1)
        return found

    def program() -> None:
        alarm = threading.Timer(3600, print)
        library = compile("import time; time.monotonic()", "library.py", "exec")
        so_far(_readings=10_000 + 499_998)
        seen.append(("reads", taken(3, time.monotonic)))
        so_far(_readings=10_000, _questions=999_999)
        seen.append(("a library reads", taken(3, lambda: exec(library))))
        so_far(_passes=10_000, _idle=499_999)
        seen.append(("gives way", taken(2, lambda: time.sleep(0))))
        so_far(_alone=99_999)
        seen.append(("sleeps", taken(3, lambda: time.sleep(1e-6))))
        alarm.start()
        for idle in (69_998, 89_998, 389_998):
            so_far(_passes=10_000, _idle=idle)
            seen.append(("gives way before a timer", taken(2, lambda: time.sleep(0))))
        alarm.cancel()

    with AnyStage(guest={__file__}) as stage:
        stage.call(program)
    assert seen == [
        ("reads", [500, 510, -1]),
        ("a library reads", [0, 10, 10]),
        ("gives way", [20, -1]),
        ("sleeps", [1, -1]),
        ("gives way before a timer", [20, 40]),
        ("gives way before a timer", [40, 80]),
        ("gives way before a timer", [20 << 16, 20 << 17]),
    ], stage.recording.output


def test_what_a_daemon_lets_go_when_it_is_ended_says_nothing() -> None:
    """Python just stops it, and nothing of it is let go."""
    program = """\
import threading, time, warnings
class Held:
    def __del__(self):
        raise ValueError
def daemon():
    held = Held()
    try:
        time.sleep(60)
    finally:
        del held
        warnings.warn("late")
threading.Thread(target=daemon, daemon=True).start()
"""
    with Stage(Model({})) as stage:
        stage.execute(program)
    recording = stage.recording
    assert (recording.output, recording.warned, recording.left) == ("", [], ["thread Thread-1 (daemon)"])


def test_a_thread_may_end_itself_and_an_error_tells_its_cause() -> None:
    program = """\
import sys, threading
thread = threading.Thread(target=sys.exit)
thread.start()
thread.join()
try:
    1 / 0
except ZeroDivisionError as error:
    raise ValueError("wrong") from error
"""
    lines = [line for line in output_of(program).splitlines() if not line.startswith(" ")]
    between = "The above exception was the direct cause of the following exception:"
    trace = "Traceback (most recent call last):"
    assert lines == [trace, "ZeroDivisionError: division by zero", "", between, "", trace, "ValueError: wrong"]


def test_settings_of_the_process_are_none_of_the_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setattr(logging.getLogger(), "level", logging.DEBUG)
    program = """\
import logging, os
logging.basicConfig()
logging.info("quiet")
print(os.environ["LANGSMITH_TRACING"])
"""
    assert output_of(program) == "false\n"


def test_a_thread_as_python_knows_it_since_3_13() -> None:
    """Each Python starts threads in its own way; what does it on the stage is there on all of them."""

    def program() -> list[object]:
        handle: Any = threads._start_joinable_thread(lambda: time.sleep(1))
        seen: list[object] = [(handle.ident, handle.is_done())]
        for timeout in (0.25, -1, 0, None, None):
            handle.join(timeout)
            seen.append((now(), handle.is_done()))
        made: Any = threads._make_handle()
        seen.append(
            (made.ident, made.is_done(), threads._start_joinable_thread(lambda: 1 / 0, handle=made) is made, made.is_done())
        )
        with pytest.raises(ZeroDivisionError):
            made.join()
        seen.append((made.ident, made.is_done()))
        forked: Any = threads._start_joinable_thread(threading.Event().wait)
        seen.append(forked.is_done())
        forked._set_done()
        seen.append(forked.is_done())
        return seen

    assert result_of(program) == [
        (1, False),
        (0.25, False),
        (0.25, False),  # a time-out of less than nothing is none
        (0.25, False),
        (1.0, True),
        (1.0, True),
        (None, True, True, False),
        (2, True),
        False,
        True,
    ]


def test_locks_and_threads_have_their_old_names_too() -> None:
    program = """\
import _thread, time
lock = _thread.allocate_lock()
print(lock.acquire_lock(), lock.acquire_lock(False), lock.acquire_lock(timeout=1), time.monotonic())
_thread.start_new(lambda seconds: (time.sleep(seconds), lock.release_lock()), (2,))
print(lock.acquire_lock(), round(time.monotonic(), 6))
"""
    assert output_of(program) == "True False False 1.000000001\nTrue 3.0\n"


def test_who_has_waited_for_a_lock_leaves_nothing_in_its_line() -> None:
    def program() -> list[object]:
        lock, box = threading.Lock(), queue.SimpleQueue()
        lock.acquire()
        waiting = threading.Thread(target=lock.acquire)
        waiting.start()
        given_up = lock.acquire(timeout=0.5)
        with pytest.raises(queue.Empty):
            box.get(timeout=0.25)
        lock.release()
        waiting.join()
        return [given_up, stage_time(), dict(threads._waiting)]

    def stage_time() -> int:
        on = threads.scheduler()
        assert on is not None
        return on.clock.now

    # A time-out is a nanosecond late: who computes what is left of it finds nothing.
    assert result_of(program) == [False, 750_000_002, {}]


def test_a_program_sees_the_frames_of_its_own_threads_and_not_of_servers_beside_it() -> None:
    program = """\
import socket, sys, threading
client = socket.create_connection(("127.0.0.1", 11434))
client.sendall(b"GET / HTTP/1.1\\r\\nhost: x\\r\\n\\r\\n")
print(client.recv(15))
thread = threading.Thread(target=threading.Event().wait, daemon=True)
thread.start()
frames = sys._current_frames()
print(set(frames) == {threading.get_ident(), thread.ident}, frames[thread.ident].f_code.co_name)
client.close()
"""
    assert output_of(program) == "b'HTTP/1.1 200 OK'\nTrue wait\n"


def test_a_deadlock_names_all_who_wait() -> None:
    program = """\
import threading
one, two = threading.Lock(), threading.Lock()
one.acquire(), two.acquire()
threading.Thread(target=one.acquire).start()
two.acquire()
"""
    assert "the main thread waits for a lock; thread 1 waits for a lock, and no timer is set" in output_of(program)


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        ("server.accept()", "a connection"),
        ("one.recv(1)", "data from a socket"),
        ("socket.socket(type=socket.SOCK_DGRAM).recvfrom(1)", "data from a socket"),
        ("one.sendall(bytes(1 << 20))", "room in a socket"),
        ("[socket.create_connection(('127.0.0.1', 80)) for _ in range(3)]", "a connection to 127.0.0.1, port 80"),
        ("os.read(os.pipe()[0], 1)", "data from a pipe"),
        ("kept = os.pipe()\nwhile True: os.write(kept[1], bytes(1 << 20))", "room in a pipe"),
        ("select.select([one], [], [])", "a socket"),
        ("select.poll().poll()", "a socket"),
        ("selectors.DefaultSelector().select()", "a socket"),
        ("asyncio.run(asyncio.Event().wait())", "a task of its event loop"),
        ("queue.SimpleQueue().get()", "something in a queue"),
        ("queue.Queue().get()", "a lock"),
        ("signal.pause()", "a signal"),
        ("signal.sigwait({signal.SIGUSR1})", "a signal"),
    ],
)
def test_a_deadlock_says_what_is_waited_for(waits: str, words: str) -> None:
    program = (
        "import asyncio, os, queue, select, selectors, signal, socket\nserver = socket.create_server(('127.0.0.1', 80), backlog=1)\n"
        f"one, other = socket.socketpair()\n{waits}\n"
    )
    told = output_of(program).splitlines()[-1]
    assert told.endswith(f"Deadlock: nothing will ever wake this program: the main thread waits for {words}, and no timer is set")


def test_a_deadlock_names_no_server_beside_the_program() -> None:
    program = "import socket\nclient = socket.create_connection(('127.0.0.1', 11434))\nclient.send(b'GET ')\nclient.recv(1)\n"
    told = "Deadlock: nothing will ever wake this program: the main thread waits for data from a socket, and no timer is set\n"
    assert output_of(program).endswith(told)


def test_nobody_sleeps_for_less_than_nothing() -> None:
    def program() -> str:
        with pytest.raises(ValueError, match="sleep length must be non-negative") as error:
            time.sleep(-0.5)
        return str(error.value)

    assert result_of(program)


def test_nobody_sleeps_for_longer_than_a_system_can() -> None:
    def program() -> str:
        with pytest.raises(OverflowError, match="timestamp out of range for platform time_t"):
            time.sleep(9_223_372_037)
        with pytest.raises(TooLong) as error:
            time.sleep(9_223_372_036)
        return str(error.value)

    assert result_of(program) == "the program still waits after 86400 virtual seconds: does it loop for ever?"


# -- what a reader may write: each of these hung or ended the stage once


def output_of(code: str) -> str:
    """What a program prints as ``python FILE``."""
    with Stage(Model({"Hi": "Hello there, my dear friend!"})) as stage:
        stage.execute(code)
    return stage.recorded_as("a/test").output


PROGRAMS = {
    "a time-out after another wait": (
        "import queue, time\ntime.sleep(.1)\nq = queue.Queue()\nfor _ in range(3):\n    try:\n        q.get(timeout=0.1)\n"
        "    except queue.Empty:\n        print('empty')\n",
        "empty\nempty\nempty\n",
    ),
    "a time-out that is no round number": (
        "import threading\nprint(threading.Semaphore(0).acquire(timeout=1/3))\n",
        "False\n",
    ),
    "a thread that starts a thread": (
        "import threading, time\ndef inner():\n    time.sleep(.1)\n    print('inner')\n"
        "threading.Thread(target=lambda: threading.Thread(target=inner).start()).start()\ntime.sleep(.2)\nprint('main')\n",
        "inner\nmain\n",
    ),
    "a pool that nobody shuts down": (
        "import time\nfrom concurrent.futures import ThreadPoolExecutor\ndef work():\n    time.sleep(.1)\n    print('work')\n"
        "ThreadPoolExecutor().submit(work)\nprint('main ends')\n",
        "main ends\nwork\n",
    ),
    "a timer that sets the next": (
        "import threading\ndef tick(n):\n    print('tick', n)\n    if n < 3:\n        threading.Timer(.1, tick, [n + 1]).start()\nthreading.Timer(.1, tick, [1]).start()\n",
        "tick 1\ntick 2\ntick 3\n",
    ),
    "a loop that is made by hand": (
        "import asyncio\nasync def main():\n    await asyncio.sleep(1)\n    print('done')\n"
        "loop = asyncio.SelectorEventLoop()\nloop.run_until_complete(main())\nloop.close()\n",
        "done\n",
    ),
    "a daemon that swallows its end": (
        "import threading, time\ndef go_on():\n    while True:\n        try:\n            time.sleep(.1)\n        except:\n            pass\n"
        "threading.Thread(target=go_on, daemon=True).start()\nprint('main ends')\n",
        "main ends\n",
    ),
    "a daemon that cleans up": (
        "import threading, time\ndef go_on():\n    try:\n        time.sleep(9)\n    finally:\n        print('cleanup')\n"
        "threading.Thread(target=go_on, daemon=True).start()\nprint('main ends')\n",
        "main ends\n",
    ),
    "a lock that is given back and taken again": (
        "import threading\nlock = threading.Lock()\nlock.acquire()\nthreading.Thread(target=lock.acquire, daemon=True).start()\n"
        "import time\ntime.sleep(.1)\nlock.release()\nprint(lock.locked(), lock.acquire(False))\n",
        "False True\n",
    ),
    "its own main module": (
        "import pickle, sys\nclass Note:\n    pass\nprint(type(pickle.loads(pickle.dumps(Note()))) is Note, len(sys.argv))\n",
        "True 1\n",
    ),
    "output before an error": ("print('half', end='')\nprint('\\rwhole')\n", "half\rwhole\n"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_a_reader_may_write(name: str) -> None:
    code, expected = PROGRAMS[name]
    before = threading.enumerate()
    assert output_of(code) == expected
    assert threading.enumerate() == before


def test_what_was_printed_stands_before_the_traceback() -> None:
    assert output_of("print('half', end='')\n1 / 0\n").startswith("halfTraceback")


def test_an_uncaught_cancellation_is_an_error_like_any_other() -> None:
    code = (
        "import asyncio\nasync def main():\n    task = asyncio.create_task(asyncio.sleep(1))\n    await asyncio.sleep(.1)\n"
        "    task.cancel()\n    await task\nasyncio.run(main())\n"
    )
    assert output_of(code).endswith("CancelledError\n")


def test_two_threads_that_wait_for_each_other_are_named() -> None:
    code = (
        "import threading, time\na, b = threading.Lock(), threading.Lock()\ndef take(first, second):\n    with first:\n"
        "        time.sleep(.1)\n        with second:\n            pass\n"
        "threads = [threading.Thread(target=take, args=pair) for pair in ((a, b), (b, a))]\n"
        "for t in threads:\n    t.start()\nfor t in threads:\n    t.join()\n"
    )
    assert "Deadlock: nothing will ever wake this program" in output_of(code)


def test_a_cache_and_a_log_are_gone_with_their_program() -> None:
    asking = "from langchain_ollama import ChatOllama\nChatOllama(model='llama3').invoke('Hi')\n"
    caching = (
        "from langchain_core.caches import InMemoryCache\nfrom langchain_core.globals import set_debug, set_llm_cache, set_verbose\n"
        "set_debug(True)\nset_verbose(True)\n"
        "import logging\nlogging.basicConfig(format='LOG %(message)s')\nset_llm_cache(InMemoryCache())\n"
    )
    output_of(caching + asking)
    with Stage(Model({"Hi": "Hello there, my dear friend!"})) as stage:
        stage.execute("import logging\n" + asking + "logging.warning('careful')\n")
    recording = stage.recorded_as("a/test")
    assert (len(recording.calls), recording.output) == (1, "WARNING:root:careful\n")
    assert (get_debug(), get_verbose()) == (False, False)
