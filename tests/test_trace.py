"""A run is recorded event by event; what libraries do in it is told as the program's own doing."""

import itertools
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpcore
import pytest
from recorded import TWO, events, perform

from awaited.recording import trace
from awaited.recording.calls import Call
from awaited.recording.recording import Recording, rows_of
from awaited.recording.standing import QUEUES, Standing
from awaited.recording.steps import Run
from awaited.recording.words import WAITS
from awaited.site.library import Library
from awaited.stage import libraries
from awaited.stage.watch import _Same, chain, code_of, frame_of


def test_who_was_made_where_and_by_whom(tmp_path: Path) -> None:
    assert events(perform(TWO, tmp_path), "made") == [
        [0, "1", "made", 16, "main", "M"],
        [0, "2", "made", 11, "work", "1"],  # at its own line, not at that of gather
        [0, "3", "made", 12, "work", "1"],
    ]


def test_each_wait_says_where_and_for_what(tmp_path: Path) -> None:
    assert events(perform(TWO, tmp_path), "wait", "done") == [
        [0, "1", "wait", 10, "tasks", "2 3"],
        [0, "2", "wait", 5, "sleep", 2.0],
        [0, "3", "wait", 5, "sleep", 1.0],
        [1, "3", "done"],
        [2, "2", "done"],
        [2, "1", "done"],
    ]


@pytest.mark.parametrize(
    ("waits", "kind"),
    [
        ("gate = asyncio.Event(); asyncio.get_running_loop().call_later(1, gate.set); await gate.wait()", ["event", "gate"]),
        ("box = asyncio.Queue(); asyncio.get_running_loop().call_later(1, box.put_nowait, 1); await box.get()", ["queue", "box"]),
        ("door = asyncio.Lock(); await door.acquire(); asyncio.get_running_loop().call_later(1, door.release); await door.acquire()", ["lock", "door"]),
        ("places = asyncio.Semaphore(0); asyncio.get_running_loop().call_later(1, places.release); await places.acquire()", ["place", "places"]),
        ("doors = {'a': asyncio.Lock()}; await doors['a'].acquire(); asyncio.get_running_loop().call_later(1, doors['a'].release); await doors['a'].acquire()", ["lock", "doors['a']"]),
        ("box = Box(); asyncio.get_running_loop().call_later(1, box.full.set); await box.full.wait()", ["event", "box.full"]),
        ("await asyncio.shield(asyncio.create_task(asyncio.sleep(1)))", ["tasks", "2"]),
        ("late = asyncio.get_running_loop().create_future(); asyncio.get_running_loop().call_later(1, late.set_result, 1); await late", ["future", "late"]),
        ("await asyncio.to_thread(time.sleep, 1)", ["thread", "1a"]),
        ("await asyncio.sleep(1)", ["sleep", 1.0]),
        ("await asyncio.sleep(0)", ["way"]),
        ("full = asyncio.Condition(); await full.acquire(); asyncio.get_running_loop().call_later(1, full.release); await full.acquire()", ["lock"]),
        ("late = asyncio.Barrier(2); other = asyncio.create_task(late.wait()); await late.wait()", ["barrier", "late"]),
        ("box = asyncio.Queue(1); box.put_nowait(1); asyncio.get_running_loop().call_later(1, box.get_nowait); await box.put(2)", ["queue", "box"]),
        ("class Gate(asyncio.Event): pass\n    gate = Gate(); asyncio.get_running_loop().call_later(1, gate.set); await gate.wait()", ["event", "gate"]),
        ("class Doors(asyncio.BoundedSemaphore): pass\n    doors = Doors(1); await doors.acquire(); asyncio.get_running_loop().call_later(1, doors.release); await doors.acquire()", ["place", "doors"]),
        ("_gate = asyncio.Event(); asyncio.get_running_loop().call_later(1, _gate.set); await _gate.wait()", ["event"]),
        ("gates = {1: asyncio.Event()}; asyncio.get_running_loop().call_later(1, gates[1].set); await gates[1].wait()", ["event", "gates[1]"]),
        ("gates = {None: asyncio.Event()}; asyncio.get_running_loop().call_later(1, gates[None].set); await gates[None].wait()", ["event"]),
        ("gates = [asyncio.Event()]; asyncio.get_running_loop().call_later(1, gates[0].set); await gates[0].wait()", ["event"]),
        ("await asyncio.wait({asyncio.create_task(asyncio.sleep(n)) for n in (1, 1)})", ["tasks", "2 3"]),
        ("await asyncio.gather(asyncio.sleep(1), asyncio.sleep(1))", ["tasks", "2 3"]),
        ("await asyncio.wait_for(asyncio.create_task(asyncio.sleep(1)), 9)", ["tasks", "2"]),
        ("async with asyncio.TaskGroup() as group: group.create_task(asyncio.sleep(1)); group.create_task(asyncio.sleep(1))", ["tasks", "2 3"]),
        ("for first in asyncio.as_completed([asyncio.sleep(1)]): await first", ["first", "2"]),
        ("_gates = {'a': asyncio.Event()}; asyncio.get_running_loop().call_later(1, _gates['a'].set); await _gates['a'].wait()", ["event"]),
        ("await asyncio.gather(main.now(), main.now())", ["tasks", "2 3"]),
        ("await asyncio.wait([asyncio.create_task(main.now())])", ["tasks", "2"]),
        ("async with asyncio.TaskGroup() as group: group.create_task(main.now())", ["tasks", "2"]),
        ("await asyncio.create_task(main.now())", ["tasks", "2"]),
    ],
)  # fmt: skip
def test_what_a_task_waits_for(waits: str, kind: list, tmp_path: Path) -> None:
    box = "class Box:\n    def __init__(self): self.full = asyncio.Event()\n" if "Box" in waits else "\n\n"
    code = f"import asyncio, time\n{box}async def main():\n    {waits}\n\nasync def now(): pass\nmain.now = now\nasyncio.run(main())\n"
    recording = perform(code, tmp_path)
    line = 6 if "class " in waits else 5
    assert [row[3:] for row in events(recording, "wait") if row[1] == "1"] == [[line, *kind]]


LATER = "threading.Timer(1, {}).start(); "


@pytest.mark.parametrize(
    ("waits", "kinds"),
    [
        ("gate = threading.Event(); " + LATER.format("gate.set") + "gate.wait()", [["event", "gate"]]),
        ("_gate = threading.Event(); " + LATER.format("_gate.set") + "_gate.wait()", [["event"]]),
        ("class Gate(threading.Event): pass\n    gate = Gate(); gate.wait(1)", [["event", "gate"]]),
        ("class Box: pass\n    box = Box(); box.full = threading.Event(); box.full.wait(1)", [["event", "box.full"]]),
        ("gates = {'a': threading.Event()}; gates['a'].wait(1)", [["event", "gates['a']"]]),
        ("gates = {1: threading.Event()}; gates[1].wait(1)", [["event", "gates[1]"]]),
        ("gates = {None: threading.Event()}; gates[None].wait(1)", [["event"]]),
        ("gates = [threading.Event()]; gates[0].wait(1)", [["event"]]),
        ("door = threading.Lock(); door.acquire(); " + LATER.format("door.release") + "door.acquire()", [["lock"]]),
        ("places = threading.Semaphore(0); " + LATER.format("places.release") + "places.acquire()", [["place", "places"]]),
        ("one = threading.BoundedSemaphore(1); one.acquire(); " + LATER.format("one.release") + "one.acquire()", [["place", "one"]]),
        ("full = threading.Condition(); full.acquire(); full.wait_for(lambda: False, 1)", [["condition", "full"]]),
        ("late = threading.Barrier(2); " + LATER.format("late.wait") + "late.wait()", [["barrier", "late"]]),
        ("box = queue.Queue(); " + LATER.format("lambda: box.put(1)") + "box.get()", [["queue", "box"]]),
        ("box = queue.Queue(1); box.put(1); " + LATER.format("box.get") + "box.put(2)", [["queue", "box"]]),
        ("box = queue.SimpleQueue(); " + LATER.format("lambda: box.put(1)") + "box.get()", [["lock"]]),
        ("time.sleep(1)", [["sleep", 1.0]]),
        ("thread = threading.Thread(target=work); thread.start(); thread.join()", [["join", "A"]]),
        ("thread = threading.Timer(1, work); thread.start(); thread.join()", [["join", "A"]]),
        ("class Own(threading.Thread): run = work\n    thread = Own(); thread.start(); thread.join()", [["join", "A"]]),
        ("thread = threading.Thread(target=time.sleep, args=[1]); thread.start(); thread.join()", [["sleep", 1.0]]),
        ("pool = futures.ThreadPoolExecutor(); pool.submit(work).result()", [["job", "A"]]),
        ("pool = futures.ThreadPoolExecutor(); futures.wait([pool.submit(time.sleep, n) for n in (2, 1)])", [["job", "A B"]]),
        ("pool = futures.ThreadPoolExecutor(); jobs = [pool.submit(time.sleep, n) for n in (2, 1)]; list(futures.as_completed(jobs))", [["job", "A B"], ["job", "A"]]),
        ("pool = futures.ThreadPoolExecutor(); list(pool.map(time.sleep, [1, 2]))", [["job", "A"], ["job", "B"]]),
        ("with futures.ThreadPoolExecutor() as pool: pool.submit(work)", [["pool"]]),
        ("later = futures.Future(); " + LATER.format("lambda: later.set_result(1)") + "later.result()", [["elsewhere"]]),
        ("one, two = socket.socketpair(); " + LATER.format("lambda: one.send(b'x')") + "two.recv(1)", [["socket"]]),
        ("one, two = socket.socketpair(); select.select([two], [], [], 1)", [["socket"]]),
        ("ends = socket.socketpair(); poll = selectors.DefaultSelector(); poll.register(ends[0], selectors.EVENT_READ); poll.select(1)", [["socket"]]),
        ("gate = threading.Event(); threading.Thread(target=lambda: (time.sleep(0), gate.set())).start(); gate.wait()", [["event", "gate"]]),
        ("one, two = socket.socketpair(); threading.Thread(target=lambda: (one.recv(1), one.send(b'x'))).start(); two.send(b'x'); two.recv(1)", []),
        ("end, other = os.pipe(); " + LATER.format("lambda: os.write(other, b'x')") + "os.read(end, 1)", [["socket"]]),
    ],
)  # fmt: skip
def test_what_a_thread_waits_for(waits: str, kinds: list, tmp_path: Path) -> None:
    head = "import os, queue, select, selectors, socket, threading, time\nfrom concurrent import futures\ndef work(*_): time.sleep(1)\n"
    recording = perform(f"{head}def main():\n    {waits}\n\nmain()\n", tmp_path)
    line = 6 if "class " in waits else 5
    assert [row[3:] for row in events(recording, "wait") if row[1] == "M"] == [[line, *kind] for kind in kinds]


VAGUE = {
    "agents/async_never_returns",  # the program makes an event that has no name, and waits for it
    "agents/whole_call_is_short",  # a library closes its connection
    "event_loop/forty_lines",  # the program's own event loop, at its selector
    "fastapi_service/agent_leavers",  # a queue of another file's
    "local_models/users_of_titles",  # semaphores of another file's
    "langgraph_pages/locks_forgotten",  # locks of a dictionary that keeps none
    "test_your_own_code/test_summaries",
    "test_your_own_code/test_two_loops",
    "workers_and_schedules/power_cut",  # Celery ends
    "workers_and_schedules/power_cut_acks_late",
}
"""Examples in which somebody waits for a thing of which no more is known than its kind."""


def test_a_wait_says_for_what(library: Library) -> None:
    vague, found = {"event", "future", "lock", "queue", "condition", "socket", "place"}, set()
    for name in library.names():
        recording = library.recording(name)
        found |= {name for row in events(recording, "wait") if row[4] in vague and len(row) < 6}
    assert found == VAGUE, (
        "say for what in awaited/stage/libraries.py if the library can be known by its functions; else list it here"
    )


def test_what_is_known_of_libraries_is_in_them() -> None:
    """A function that a library calls otherwise one day would not be found, and its wait would be told as that for an event."""
    installed = Path(httpcore.__file__).parent.parent
    for function, files in libraries._WAITS.items():
        for file in files:
            assert f"def {function}(" in (installed / file).read_text(encoding="utf-8"), (file, function)
    kinds = {kind for files in libraries._WAITS.values() for kind in files.values()}
    assert kinds | libraries.VAGUE <= WAITS.keys(), "each has its words"


def test_a_wait_for_what_was_the_waiters_own_is_none(library: Library) -> None:
    told = [step.sentence for step in Run(library.recording("batch/barrier")).steps]
    assert not any("for its tasks" in sentence or "a library" in sentence for sentence in told)
    assert told[2].startswith("Task-1 has its first turn: it makes ")


def test_threads_are_told_like_tasks(tmp_path: Path) -> None:
    code = "import threading, time\n\ndef work():\n    time.sleep(1)\n\nthread = threading.Thread(target=work)\nthread.start()\nthread.join()\n"
    assert events(perform(code, tmp_path), "made", "wait", "done") == [
        [0, "A", "made", 7, "work", "M", "Thread-1 (work)"],
        [0, "A", "wait", 4, "sleep", 1.0],
        [0, "M", "wait", 8, "join", "A"],
        [1, "A", "done"],
    ]


def test_who_holds_up_the_loop_and_at_which_line(tmp_path: Path) -> None:
    code = "import asyncio, time\n\nasync def main():\n    time.sleep(1)\n    time.sleep(2)\n\nasyncio.run(main())\n"
    recording = perform(code, tmp_path)
    assert events(recording, "holds") == [[0, "1", "holds", 4, 1.0], [1, "1", "holds", 5, 3.0]]
    assert recording.blocked == [(0.0, 3.0)]


def test_turns_in_which_nothing_happens_are_left_out(tmp_path: Path) -> None:
    code = (
        "import asyncio\n\nasync def main():\n    ticking = asyncio.Event()\n    loop = asyncio.get_running_loop()\n"
        "    loop.call_later(3, ticking.set)\n    await asyncio.wait_for(asyncio.shield(ticking.wait()), 10)\n    print('done')\n\nasyncio.run(main())\n"
    )
    recording = perform(code, tmp_path)
    assert [row[:3] for row in events(recording, "run") if row[1] == "1"] == [[0, "1", "run"], [3, "1", "run"]]


def test_a_cancelled_and_a_failed_task(tmp_path: Path) -> None:
    code = (
        "import asyncio\n\nasync def fail():\n    raise ValueError\n\nasync def main():\n    bad = asyncio.create_task(fail())\n"
        "    slow = asyncio.create_task(asyncio.sleep(9))\n    await asyncio.sleep(1)\n    slow.cancel()\n"
        "    await asyncio.gather(bad, slow, return_exceptions=True)\n\nasyncio.run(main())\n"
    )
    assert events(perform(code, tmp_path), "failed", "cancel", "cancelled") == [
        [0, "2", "failed", None, "ValueError"],
        [1, "3", "cancel", None, "1"],
        [1, "3", "cancelled"],
    ]


def test_a_long_run_is_cut_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "MOST", 50)
    code = (
        "import asyncio\n\nasync def one(n):\n    await asyncio.sleep(n)\n    print(n)\n\n"
        "async def main():\n    await asyncio.gather(*map(one, range(1, 1001)))\n\nasyncio.run(main())\n"
    )
    recording = perform(code, tmp_path)
    assert recording.left_out > 0
    assert recording.output == "".join(f"{n}\n" for n in range(1, 1001)), "what was printed is never cut"
    assert f'"left_out": {recording.left_out}' in recording.to_text()
    assert len(recording.events) < 2500


def test_recordings_are_small(library: Library) -> None:
    sizes = sorted(len(library.recording_path(name).read_bytes()) for name in library.names())
    assert sizes[len(sizes) // 2] < 1500
    assert sizes[-1] < 15_000


def test_everybody_stands_where_the_events_say(library: Library) -> None:
    for name in library.names():
        recording = library.recording(name)
        standing = Standing(recording)
        for row in standing.events:
            standing.apply(row)
        assert standing.holder is None, name
        if name not in library.data().mistakes and not recording.left and not name.startswith("error_messages/"):
            states = {a.id: a.state for a in standing.actors.values() if a.kind == "task"}
            assert set(states.values()) <= {"done", "failed", "cancelled"}, (name, states)


STANDS = [
    [0, "A", "made", 3, "work", "M", "Thread-1"],
    [0, "1", "made", 9, "main", "M"],
    [0, "M", "loop", 9],
    [0, "1", "run", 1],
    [0, "1a", "made", 2, "job", "1"],
    [0, "1b", "made", 2, "load", "1"],
    [0, "1", "wait", 2, "thread", "1a"],
    [0, "1a", "run", 3, "pool_0"],
    [0, "1a", "wait", 3, "sleep", 1.0],
    [0, "A", "run", 4],
    [0, "A", "wait", 4, "lock", "door"],
    [0, "worker", "ready"],
    [0, "B", "run", 5, "pool_1"],
    [0, "1", "timer", 3, 2.0],
    [1, "1a", "run", 3],
    [1, "1a", "done"],
    [1, "1", "ready"],
    [1, "1", "run", 2],
    [1, "1", "call", 5, "model", "Hi"],
    [1, "1", "wait", 5, "model"],
    [1.5, "1", "served"],
    [1.75, "1", "first"],
    [1.75, "1", "holds", 6, 2],
    [1.75, "A", "ready"],
    [2, "1", "end"],
    [2, "1", "cancel", None, "timer"],
    [2, "1", "run", 5],
    [2, "1", "call", 5, "retriever", "x"],
    [2, "1", "wait", 5, "model"],
    [2, "A", "run", 4],
    [2, "A", "print", 6, "x"],
    [2, "1b", "run", 2, "pool_0"],
    [2, "1b", "wait", 2, "sleep", 3],
    [2, "1b", "call", 2, "tool", "t"],
    [3, "1", "run", 5],
    [3, "1", "end"],
    [3, "1", "failed", None, "KeyError"],
]


def how_stands(standing: Standing, who: str) -> str:
    """What is known of somebody, and of the machine, after an event."""
    actor = standing.actors[who]
    marks = [mark for mark in ("holds", "answering", "queues", "late") if getattr(actor, mark)]
    waits = f"{actor.why} {actor.of}".strip()
    ready = " ".join(other.id for other in standing.ready)
    parts = [f"{actor.state} {actor.line}", waits, actor.call, actor.woke, " ".join(marks), standing.look(actor)]
    return f"{who} {', '.join(part or '-' for part in parts)}; {ready}; {standing.timer} {standing.holder and standing.holder.id}"


STOOD = [
    "A ready 3, -, -, -, -, ready; worker B A; None None",
    "1 ready 9, -, -, -, -, ready; worker B A 1; None None",
    "M loop 9, -, -, -, -, -; worker B A 1; None None",
    "1 run 1, -, -, -, -, turn; worker B A; None None",
    "1a queued 2, -, -, -, -, -; worker B A; None None",
    "1b queued 2, -, -, -, late, queues; worker B A; None None",
    "1 wait 2, thread 1a, -, -, -, thread; worker B A; None None",
    "1a run 3, -, -, -, -, turn; worker B A; None None",
    "1a wait 3, sleep 1.0, -, -, -, sleeping; worker B A; 1.0 None",
    "A run 4, -, -, -, -, turn; worker B; 1.0 None",
    "A wait 4, lock door, -, -, -, queues; worker B; 1.0 None",
    "worker ready None, -, -, -, -, ready; worker B; 1.0 None",
    "B run 5, -, -, -, -, turn; worker; 1.0 None",
    "1 wait 2, thread 1a, -, -, -, thread; worker; 1.0 None",
    "1a run 3, -, -, -, -, turn; worker; 2.0 None",
    "1a done 3, -, -, -, -, -; worker; 2.0 None",
    "1 ready 2, 1a, -, thread, -, ready; worker 1; 2.0 None",
    "1 run 2, -, -, thread, -, turn; worker; 2.0 None",
    "1 run 5, -, model, thread, queues, turn; worker; 2.0 None",
    "1 wait 5, model, model, -, queues, queues; worker; 2.0 None",
    "1 wait 5, model, model, -, -, waiting; worker; 2.0 None",
    "1 wait 5, model, model, -, answering, answering; worker; 2.0 None",
    "1 wait 5, model, model, -, holds answering, answering; worker; 2.0 1",
    "A ready 4, door, -, lock, -, kept; worker A; 2.0 1",
    "1 wait 5, model, -, -, holds, waiting; worker A; None 1",
    "1 wait 5, model, -, -, holds, waiting; worker A; None 1",
    "1 run 5, -, -, -, -, turn; worker A; None None",
    "1 run 5, -, retriever, -, -, turn; worker A; None None",
    "1 wait 5, model, retriever, -, -, running; worker A; None None",
    "A run 4, -, -, lock, -, turn; worker; None None",
    "A run 6, -, -, lock, -, turn; worker; None None",
    "1b run 2, -, -, -, late, turn; worker; None None",
    "1b wait 2, sleep 3, -, -, late, sleeping; worker; 3.0 None",
    "1b wait 2, sleep 3, tool, -, late, running; worker; 3.0 None",
    "1 run 5, -, retriever, -, -, turn; worker; None None",
    "1 run 5, -, -, -, -, turn; worker; None None",
    "1 failed 5, -, -, -, -, -; worker; None None",
]


def test_how_each_stands_after_each_event() -> None:
    standing = Standing(Recording.of({"snippet": "a/b", "code": "", "seconds": 3}, STANDS))
    assert [(a.id, a.kind, a.name, a.does, a.line, a.by, a.state, a.owner, a.threaded) for a in standing.actors.values()] == [
        ("M", "main", "MainThread", "", None, None, "ready", "M", True),
        ("A", "thread", "Thread-1", "work", 3, "M", "new", "A", True),
        ("1", "task", "Task-1", "main", 9, "M", "new", "1", False),
        ("1a", "job", "pool_0", "", 2, "1", "new", "1", True),
        ("1b", "job", "pool_0", "load", 2, "1", "new", "1", True),
        ("worker", "thread", "worker", "", None, None, "ready", "worker", True),
        ("B", "job", "pool_1", "", None, None, "ready", "B", True),
    ]
    assert [a for a in standing.actors.values() if a.answering or a.holds or a.queues or a.late or a.why or a.call] == []
    assert standing.events == STANDS
    told = []
    for row in standing.events:
        standing.apply(row)
        told.append(how_stands(standing, row[1]))
    assert told == STOOD


def test_timers_go_with_whose_they_are() -> None:
    sleeps = [
        [0, "1", "timer", 1, 5.0],
        [0, "2", "timer", 1, 8.0],
        [0, "1", "wait", 2, "sleep", 9.0],
        [0, "2", "wait", 2, "sleep", 9.5],
    ]
    ends = [[1, "1", "cancelled"], [2, "2", "cancel", None, "timer"], [3, "2", "done"]]
    standing = Standing(Recording.of({"snippet": "a/b", "code": "", "seconds": 3}, [*sleeps, *ends]))
    timers = []
    for row in standing.events:
        standing.apply(row)
        timers.append(standing.timer)
    assert timers == [5.0, 5.0, 5.0, 5.0, 8.0, 9.5, None]


def test_what_somebody_looks_like_who_waits() -> None:
    looks = {"sleep": "sleeping", "model": "waiting"} | dict.fromkeys(QUEUES, "queues")
    for why in WAITS.keys() - {"thread"}:
        standing = Standing(Recording.of({"snippet": "a/b", "code": "", "seconds": 0}, [[0, "1", "wait", 2, why]]))
        standing.apply(standing.events[0])
        assert standing.look(standing.actors["1"]) == looks.get(why, "others")
    queues = {"slot", "place", "connection", "lock", "queue", "event", "condition", "barrier", "free"}
    assert set(QUEUES) == queues


# -- programs, event by event


DID: dict[str, tuple[str, str]] = {
    "a time-out": (
        """\
import asyncio

async def main():
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(2)
    except TimeoutError:
        await asyncio.sleep(1)

asyncio.run(main())
""",
        """\
0.0 1 made 10 main M
0.0 M loop 10
0.0 1 run 3
0.0 1 timer 5 1.0
0.0 1 wait 6 sleep 2.0
1.0 1 cancel None timer
1.0 1 run 8
1.0 1 wait 8 sleep 2.0
2.0 1 run 8
2.0 1 done
""",
    ),
    "a thread that fails": (
        """\
import threading, time

def work():
    time.sleep(1)
    raise SystemExit

class Own(threading.Thread):
    def run(self):
        work()

for thread in threading.Thread(target=work, name="worker"), Own():
    thread.start()
    thread.join()
""",
        """\
0.0 A made 12 work M worker
0.0 A run 4
0.0 A wait 4 sleep 1.0
0.0 M wait 13 join A
1.0 A run 4
1.0 A failed None SystemExit
1.0 M run 12
1.0 B made 12 run M Thread-1
1.0 M wait 13 join B
1.0 B run 4
1.0 B wait 4 sleep 2.0
2.0 B run 4
2.0 B failed None SystemExit
""",
    ),
    "work of a pool that fails": (
        """\
import asyncio, time

def work():
    time.sleep(1)
    raise ValueError

async def main():
    try:
        await asyncio.to_thread(work)
    except ValueError:
        await asyncio.get_running_loop().run_in_executor(None, time.sleep, 1)

asyncio.run(main())
""",
        """\
0.0 1 made 13 main M
0.0 M loop 13
0.0 1 run 7
0.0 1a made 9 job 1
0.0 1 wait 9 thread 1a
0.0 1a run 4 asyncio_0
0.0 1a wait 4 sleep 1.0
1.0 1a run 4
1.0 1a done
1.0 1 run 9
1.0 1b made 11 job 1
1.0 1 wait 11 thread 1b
1.0 1b run 11 asyncio_0
1.0 1b wait 11 sleep 2.0
2.0 1b run 11
2.0 1b done
2.0 1 run 11
2.0 1 done
2.0 M run 13
""",
    ),
    "tasks of a callback": (
        """\
import asyncio

async def work():
    await asyncio.sleep(1)

async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(1, lambda: tasks.append(loop.create_task(work(), name="later")))
    await asyncio.sleep(3)

tasks = []
asyncio.run(main())
print("end")
""",
        """\
0.0 1 made 12 main M
0.0 M loop 12
0.0 1 run 9
0.0 1 wait 9 sleep 3.0
1.0 2 made 8 work M later
1.0 2 run 4
1.0 2 wait 4 sleep 2.0
2.0 2 run 4
2.0 2 done
3.0 1 run 9
3.0 1 done
3.0 M run 12
3.0 M print 13 end
""",
    ),
    "an asynchronous generator": (
        """\
import asyncio

async def numbers():
    for n in range(2):
        await asyncio.sleep(1)
        yield n

async def main():
    async for n in numbers():
        print(n)
    numbers_left = numbers()
    await anext(numbers_left)

asyncio.run(main())
""",
        """\
0.0 1 made 14 main M
0.0 M loop 14
0.0 1 run 5
0.0 1 wait 5 sleep 1.0
1.0 1 run 5
1.0 1 print 10 0
1.0 1 wait 5 sleep 2.0
2.0 1 run 5
2.0 1 print 10 1
2.0 1 wait 5 sleep 3.0
3.0 1 run 5
3.0 1 done
""",
    ),
    "a task that is awaited by two": (
        """\
import asyncio

async def work():
    await asyncio.sleep(1)
    return 1

async def waits(task):
    print(await task)

async def main():
    task = asyncio.create_task(work())
    async with asyncio.TaskGroup() as group:
        group.create_task(waits(task))
        group.create_task(waits(task))

asyncio.run(main())
""",
        """\
0.0 1 made 16 main M
0.0 M loop 16
0.0 1 run 10
0.0 2 made 11 work 1
0.0 3 made 13 waits 1
0.0 4 made 14 waits 1
0.0 1 wait 12 tasks 3 4
0.0 2 run 4
0.0 2 wait 4 sleep 1.0
0.0 3 run 8
0.0 3 wait 8 tasks 2
0.0 4 run 8
0.0 4 wait 8 tasks 2
1.0 2 run 4
1.0 3 ready
1.0 4 ready
1.0 2 done
1.0 3 run 8
1.0 3 print 8 1
1.0 3 done
1.0 4 run 8
1.0 4 print 8 1
1.0 4 done
1.0 1 run 12
1.0 1 done
""",
    ),
    "who cancels itself": (
        """\
import asyncio

async def main():
    asyncio.current_task().cancel()
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        print("cancelled")
        raise

try:
    asyncio.run(main())
except asyncio.CancelledError:
    print("over")
""",
        """\
0.0 1 made 12 main M
0.0 M loop 12
0.0 1 run 3
0.0 1 cancel None 1
0.0 1 wait 6 sleep 1.0
0.0 1 run 6
0.0 1 print 8 cancelled
0.0 1 cancelled
0.0 M run 12
0.0 M print 14 over
""",
    ),
    "a loop in a thread": (
        """\
import asyncio, threading, time

async def work():
    await asyncio.sleep(1)

def run():
    asyncio.run(work())

thread = threading.Thread(target=run)
thread.start()
asyncio.run(work())
time.sleep(1)
""",
        """\
0.0 A made 10 run M Thread-1 (run)
0.0 A run 7
0.0 1 made 7 work A
0.0 A loop 7
0.0 2 made 11 work M
0.0 M loop 11
0.0 1 run 4
0.0 1 wait 4 sleep 1.0
0.0 2 run 4
0.0 2 wait 4 sleep 1.0
1.0 1 run 4
1.0 1 done
1.0 A run 7
1.0 A done
1.0 2 run 4
1.0 2 done
1.0 M run 12
1.0 M wait 12 sleep 2.0
""",
    ),
    "awaitables of one's own": (
        """\
import asyncio, types

class Once:
    def __await__(self):
        yield from asyncio.sleep(1).__await__()

@types.coroutine
def twice():
    yield from Once().__await__()
    yield

async def main():
    await Once()
    await twice()

asyncio.run(main())
""",
        """\
0.0 1 made 16 main M
0.0 M loop 16
0.0 1 run 5
0.0 1 wait 5 sleep 1.0
1.0 1 run 5
1.0 1 wait 5 sleep 2.0
2.0 1 run 10
2.0 1 done
""",
    ),
    "what keeps the loop from ending": (
        """\
import asyncio, time

async def main():
    work = asyncio.get_running_loop().run_in_executor(None, time.sleep, 2)
    await asyncio.wait([work], timeout=1)

asyncio.run(main())
""",
        """\
0.0 1 made 7 main M
0.0 M loop 7
0.0 1 run 3
0.0 1a made 4 job 1
0.0 1 timer 5 1.0
0.0 1 wait 5 tasks
0.0 1a run 4 asyncio_0
0.0 1a wait 4 sleep 2.0
1.0 1 run 5
1.0 1 done
1.0 M run 7
1.0 M wait 7 pool
2.0 1a run 4
2.0 1a done
2.0 M ready
""",
    ),
    "locks of tasks": (
        """\
import asyncio

async def work(door):
    async with door:
        await asyncio.sleep(1)

async def main():
    door = asyncio.Lock()
    await asyncio.gather(work(door), work(door))

asyncio.run(main())
""",
        """\
0.0 1 made 11 main M
0.0 M loop 11
0.0 1 run 7
0.0 2 made 9 work 1
0.0 3 made 9 work 1
0.0 1 wait 9 tasks 2 3
0.0 2 run 5
0.0 2 wait 5 sleep 1.0
0.0 3 run 4
0.0 3 wait 4 lock door
1.0 2 run 5
1.0 2 done
1.0 3 run 5
1.0 3 wait 5 sleep 2.0
2.0 3 run 5
2.0 3 done
2.0 1 run 9
2.0 1 done
""",
    ),
}
"""Programs, and what was recorded of each."""


@pytest.mark.parametrize("name", DID)
def test_what_a_program_does_event_by_event(name: str, tmp_path: Path) -> None:
    code, did = DID[name]
    found = perform(code, tmp_path).events
    assert "".join(" ".join(str(value).strip("\n") for value in row) + "\n" for row in found) == did


# -- what tells waits apart


class Thing:
    pass


def test_two_waits_are_one_if_the_very_same_is_awaited() -> None:
    one, frame = Thing(), sys._getframe()
    unseen = object()  # to which no weak reference can be made
    kinds = [one, Thing(), unseen, object(), (frame, 1), (frame, 2), (frame.f_back, 1), None]
    for first, second in itertools.product(kinds, kinds):
        assert (_Same(first) == _Same(second)) == (first is second), (first, second)
    assert _Same(one) != one
    gone = Thing()
    same = _Same(gone)
    del gone
    assert same != same


def test_a_chain_goes_from_the_outermost_in_to_what_is_awaited() -> None:
    def inner() -> Iterator[None]:
        yield

    class Awaitable:
        def __await__(self) -> Any:
            return inner()

    async def values() -> AsyncIterator[int]:
        await Awaitable()
        yield 1

    async def outer() -> None:
        async for _ in values():
            pass

    coro = outer()
    coro.send(None)
    links = chain(coro)
    assert [code_of(of).co_name for of in links] == ["outer", "values", "inner"]
    assert [frame_of(of).f_code.co_name for of in links] == ["outer", "values", "inner"]
    assert chain(None) == chain(Awaitable()) == []
    coro.close()
    assert frame_of(coro) is None


def traced(**more: Any) -> tuple[trace.Trace, trace.Actor, list[float]]:
    """A trace with a task that has its first turn, and its clock."""
    clock = [0.0]
    seen = trace.Trace(lambda: clock[0], **more)
    task = seen.made("task", 1, seen.main, 1, "main")
    seen.runs(task, 1)
    return seen, task, clock


@pytest.mark.parametrize("kind", ["socket", "future", "lock", "event", "connect", "response", "rest", "message"])
def test_a_call_that_arrives_after_its_wait_has_begun_stands_before_it(kind: str) -> None:
    seen, task, _ = traced()
    seen.waits(task, 2, kind, "reader", key="response")
    seen.calls(task, 2, Call("model", "Hi", "native", "Task-1", 0.0))
    assert in_words(seen).splitlines()[1:] == ["0.0 1 run 2", "0.0 1 call 2 Hi", "0.0 1 wait 2 model"]


@pytest.mark.parametrize(
    ("kind", "numbers", "deep", "told"),
    [
        ("tasks", [], False, "model"),
        ("tasks", [2, 3], False, "tasks 2 3"),
        ("join", None, False, "model"),
        ("join", [4, 5], False, "model"),
        ("join", [4, 6], False, "join A"),
        ("job", [], False, "model"),
        ("job", [7], False, "job 1a"),
        ("lock", None, False, "lock"),
        ("lock", None, True, "model"),
        ("thread", None, True, "thread"),
        ("pool", None, True, "pool"),
        ("connection", None, True, "connection"),
    ],
)
def test_what_a_library_waits_for_during_a_call_is_the_answer(kind: str, numbers: list | None, deep: bool, told: str) -> None:
    seen, task, clock = traced()
    makes = {2: "task", 3: "task", 4: "thread", 5: "thread", 6: "thread", 7: "job"}
    made = {number: seen.made(what, number, task, 3, "work", own=number in (6, 7)) for number, what in makes.items()}
    seen.calls(task, 2, Call("model", "Hi", "native", "Task-1", 0.0))
    seen.waits(task, 2, kind, None if numbers is None else [made[number] for number in numbers], key="one", deep=deep)
    clock[0] = 1.0
    waits = [line for line in in_words(seen).splitlines() if line.startswith("0.0 1 wait")]
    assert waits == [f"0.0 1 wait 2 {told}"]


def test_who_is_cancelled_by_a_library_of_another_is_told() -> None:
    seen, task, clock = traced()
    other = seen.made("task", 2, seen.main, 3, "other")
    seen.waits(task, 4, "lock", key="lock")
    seen.runs(other, 7)
    seen.waits(other, 8, "sleep", 9.0, key="sleep")
    clock[0] = 1.0
    seen.runs(task, 4)
    seen.cancels(other, task, True)
    assert in_words(seen).splitlines()[-2:] == ["1.0 1 run 4", "1.0 2 cancel None 1"]


def test_who_waits_for_what_is_no_answer_waits_for_that() -> None:
    seen, task, _ = traced()
    seen.waits(task, 2, "place", "doors", key="place")
    seen.calls(task, 2, Call("model", "Hi", "native", "Task-1", 0.0))
    assert in_words(seen).splitlines()[1:] == ["0.0 1 run 2", "0.0 1 wait 2 place doors", "0.0 1 call 2 Hi"]


def test_a_call_is_kept_where_its_wait_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, task, _ = traced()
    monkeypatch.setattr(trace, "MOST", 1)
    seen.waits(task, 2, "response", "reader", key="response")
    seen.calls(task, 2, Call("model", "Hi", "native", "Task-1", 0.0))
    seen.held(task, 0.0, 1.0)
    rows, left_out = seen.rows()
    assert ([row[2] for row in rows], left_out) == (["made", "call", "holds"], 1)


def test_a_loop_that_is_held_up_while_a_task_waits_is_told_after_its_wait() -> None:
    seen, task, clock = traced()
    seen.waits(task, 2, "lock", "door", key="lock")
    clock[0] = 1.0
    other = seen.made("task", 2, seen.main, 3, "other")
    seen.runs(other, 3)
    seen.held(task, 0.0, 1.0)
    assert [row[1:3] for row in seen.rows()[0]][1:4] == [["1", "run"], ["1", "wait"], ["1", "holds"]]


def test_text_stands_in_the_order_in_which_it_was_written() -> None:
    seen, task, _ = traced()
    seen.printed(task, 2, "a", "stdout")
    seen.printed(task, 3, "b", "stdout")
    seen.printed(seen.main, 4, "c", "stdout")
    seen.printed(task, 5, "d", "stdout")
    rows, _ = seen.rows()
    assert [(row[1], row[4]) for row in rows if row[2] == "print"] == [("1", "a"), ("1", "b"), ("M", "c"), ("1", "d")]
    assert [row[1] for row in rows if row[2] == "run"] == ["1", "1"], "another wrote meanwhile"


def test_a_call_that_is_unfinished_has_no_end() -> None:
    seen, task, _ = traced()
    call = Call("model", "Hi", "native", "Task-1", 0.0, outcome="unfinished")
    seen.calls(task, 2, call)
    seen.answered(task, call)
    assert [row[2] for row in rows_of(seen.rows()[0])] == ["made", "run", "call"]


def in_words(seen: trace.Trace, code: str = "") -> str:
    """The rows of a trace, a line each."""
    rows, _ = seen.rows(code)
    told = (" ".join(str(value.label if isinstance(value, Call) else value) for value in row) for row in rows)
    return "".join(f"{line}\n" for line in told)


def test_who_is_made_is_ready_and_who_has_the_turn_at_once_is_not_told_to_be() -> None:
    seen, task, clock = traced()
    other = seen.made("task", 2, task, 3, "other")
    seen.ready(other, task)
    seen.waits(task, 4, "lock", "door", key="door")
    seen.runs(other, 7)
    seen.ready(other, task)
    seen.waits(other, 8, "event", "gate", key="gate")
    clock[0] = 1.0
    seen.ready(task, other)
    seen.ready(other, None)
    seen.ready(other, None)
    seen.runs(other, 8)
    seen.printed(other, 9, "x", "stdout")
    seen.over(other, "done")
    seen.runs(task, 4)
    seen.over(task, "done")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 2 made 3 other 1
0.0 1 wait 4 lock door
0.0 2 run 8
0.0 2 wait 8 event gate
1.0 1 ready
1.0 2 run 8
1.0 2 print 9 x stdout
1.0 2 done
1.0 1 run 4
1.0 1 done
"""
    )


def test_the_work_of_a_pool_begins_after_who_asked_for_it_whoever_had_a_turn_meanwhile() -> None:
    seen, task, clock = traced()
    job = seen.made("job", 1, task, 2, "")
    other = seen.made("task", 2, task, 2, "other")
    seen.waits(task, 2, "thread", [job], key="job")
    seen.runs(other, 7)
    seen.waits(other, 7, "sleep", 2.0, key="sleep")
    seen.runs(job)
    seen.waits(job, 9, "sleep", 1.0, key="sleep")
    clock[0] = 1.0
    late = seen.made("job", 2, task, 3, "load")
    clock[0] = 2.0
    seen.runs(other, 7)
    seen.over(other, "done")
    seen.runs(late)
    seen.over(late, "done")
    seen.runs(job)
    seen.over(job, "done")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 1a made 2 job 1
0.0 2 made 2 other 1
0.0 1 wait 2 thread 1a
0.0 1a run 9
0.0 1a wait 9 sleep 1.0
0.0 2 run 7
0.0 2 wait 7 sleep 2.0
1.0 1b made 3 load 1
2.0 2 run 7
2.0 2 done
2.0 1b run 3
2.0 1b done
2.0 1a run 9
2.0 1a done
"""
    )


def test_who_waits_for_a_library_s_thread_waits_for_what_that_waits_for() -> None:
    seen, task, _ = traced()
    thread = seen.made("thread", 1, task, 2, "_run", own=False)
    seen.waits(task, 2, "join", [thread], key="thread")
    seen.runs(thread)
    seen.waits(thread, 30, "lock", None, key="lock")
    seen.runs(thread)
    seen.over(thread, "done")
    seen.runs(task, 2)
    seen.printed(task, 3, "x", "stdout")
    seen.over(task, "done")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 1 wait 2 lock
0.0 1 run 2
0.0 1 print 3 x stdout
0.0 1 done
"""
    )


def test_a_library_that_looks_round_every_few_milliseconds_waits_once() -> None:
    seen, task, clock = traced()
    for _ in range(5):
        seen.waits(task, 2, "sleep", clock[0] + 0.0078125, deep=True)
        clock[0] += 0.0078125
        seen.runs(task, 2)
    seen.waits(task, 2, "sleep", clock[0] + 0.5, deep=True)
    clock[0] += 0.5
    seen.runs(task, 2)
    seen.waits(task, 2, "sleep", clock[0] + 0.5, deep=True)
    clock[0] += 0.5
    seen.runs(task, 2)
    seen.over(task, "done")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 2
0.0 1 wait 2 sleep 0.0390625
0.0390625 1 run 2
0.0390625 1 wait 2 sleep 0.5390625
0.5390625 1 run 2
0.5390625 1 wait 2 sleep 1.0390625
1.0390625 1 run 2
1.0390625 1 done
"""
    )


def test_a_task_that_a_library_makes_and_waits_for_is_its_maker() -> None:
    seen, task, clock = traced()
    helper = seen.made("task", 2, task, 3, "_helper", own=False)
    seen.waits(task, 3, "tasks", [helper], key="helper")
    seen.runs(helper, 30)
    seen.waits(helper, 31, "sleep", 1.0, key="sleep")
    clock[0] = 1.0
    seen.runs(helper, 31)
    seen.printed(helper, None, "x", "stdout")
    seen.over(helper, "done")
    seen.ready(task, helper)
    seen.runs(task, 3)
    seen.over(task, "done")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 1 wait 3 sleep 1.0
1.0 1 run 3
1.0 1 print 3 x stdout
1.0 1 done
"""
    )
    assert helper.same is task
    assert seen.children(task) == []


def test_a_library_s_task_that_is_over_at_once_is_left_out_and_one_that_lasts_is_not() -> None:
    seen, task, clock = traced()
    short = seen.made("task", 2, task, 3, "_short", own=False)
    seen.runs(short, 30)
    seen.over(short, "done")
    lasts = seen.made("task", 3, task, 3, "_lasts", own=False)
    seen.waits(task, 4, "sleep", 1.0, key="sleep")
    seen.runs(lasts, 30)
    seen.waits(lasts, 31, "sleep", 0.5, key="sleep")
    clock[0] = 0.5
    seen.runs(lasts, 31)
    seen.over(lasts, "failed", "ValueError")
    clock[0] = 1.0
    seen.runs(task, 4)
    seen.over(task, "cancelled")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 3 made 3 _lasts 1
0.0 1 wait 4 sleep 1.0
0.0 3 run 31
0.0 3 wait 31 sleep 0.5
0.5 3 run 31
0.5 3 failed None ValueError
1.0 1 run 4
1.0 1 cancelled
"""
    )


def test_a_call_is_told_with_its_slot_and_its_first_token_and_ends_where_it_is_read() -> None:
    seen, task, clock = traced()
    one = Call("model", "one", "native", "Task-1", 0.0)
    seen.calls(task, 2, one)
    seen.waits(task, 2, "event", key="event", deep=True)
    one.served, one.first = 0.25, 0.5
    clock[0] = 0.5
    seen.runs(task, 2)
    seen.waits(task, 2, "event", key="event", deep=True)
    clock[0] = 1.0
    seen.answered(task, one)
    seen.runs(task, 2)
    seen.printed(task, 3, "x", "stdout")
    two = Call("embedding", "two", "native", "Task-1", 1.0)
    seen.calls(task, None, two)
    seen.waits(task, 4, "event", key="event", deep=True)
    two.first = 1.5
    clock[0] = 2.0
    seen.answered(task, two)
    clock[0] = 3.0
    seen.runs(task, 4)
    seen.over(task, "done")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 1 call 2 one
0.0 1 wait 2 model
0.25 1 served None one
0.5 1 first None one
1.0 1 run 2
1.0 1 end None one
1.0 1 print 3 x stdout
1.0 1 call 2 two
1.0 1 wait 4 model
1.5 1 first None two
2.0 1 end None two
3.0 1 run 4
3.0 1 done
"""
    )


def test_several_calls_of_one_end_each_in_its_moment_and_after_its_end_too() -> None:
    seen, task, clock = traced()
    one, two, three = (Call("model", label, "native", "Task-1", 0.0) for label in ("one", "two", "three"))
    for call in (one, two, three):
        seen.calls(task, 2, call)
    assert task.calls == 3
    seen.waits(task, 2, "lock", "door", key="lock", deep=True)
    clock[0] = 1.0
    seen.answered(task, one)
    clock[0] = 2.0
    seen.runs(task, 2)
    seen.answered(task, two)
    seen.over(task, "done")
    clock[0] = 3.0
    seen.answered(task, three)
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 1 call 2 one
0.0 1 call 2 two
0.0 1 call 2 three
0.0 1 wait 2 model
1.0 1 end None one
2.0 1 run 2
2.0 1 end None two
2.0 1 done
3.0 1 end None three
"""
    )
    assert task.calls == 0


def test_who_calls_a_tool_does_not_wait_for_a_model() -> None:
    seen, task, clock = traced()
    tool = Call("tool", "look_up", "native", "Task-1", 0.0)
    seen.calls(task, 2, tool)
    seen.waits(task, 2, "lock", "door", key="lock", deep=True)
    clock[0] = 1.0
    seen.answered(task, tool)
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 1 call 2 look_up
0.0 1 wait 2 lock door
1.0 1 end None look_up
"""
    )
    assert task.calls == 0


def test_who_is_cancelled_by_whom() -> None:
    seen, task, clock = traced()
    other = seen.made("task", 2, task, 3, "other")
    seen.waits(task, 4, "tasks", [other, other], key="tasks")
    seen.runs(other, 7)
    seen.waits(other, 8, "sleep", 9.0, key="sleep")
    clock[0] = 1.0
    seen.sets(task, 5, 3.0)
    seen.sets(None, 5, 3.0)
    seen.cancels(other, task, False)
    seen.runs(other, 8)
    seen.over(other, "cancelled")
    seen.cancels(other, task, False)
    clock[0] = 2.0
    seen.cancels(task, None, False)
    seen.runs(task, 4)
    seen.over(task, "cancelled")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 2 made 3 other 1
0.0 1 wait 4 tasks 2
0.0 2 run 8
0.0 2 wait 8 sleep 9.0
1.0 1 timer 5 3.0
1.0 2 cancel None 1
1.0 2 run 8
1.0 2 cancelled
2.0 1 cancel None timer
2.0 1 run 4
2.0 1 cancelled
"""
    )


def test_a_library_that_cancels_from_within_itself_is_not_told() -> None:
    seen, task, clock = traced()
    helper = seen.made("task", 2, task, 3, "_helper", own=False)
    seen.waits(task, 4, "tasks", [helper], key="tasks")
    seen.runs(helper, 7)
    seen.waits(helper, 8, "sleep", 9.0, key="sleep")
    clock[0] = 1.0
    seen.cancels(helper, task, True)
    seen.cancels(helper, None, False)
    seen.cancels(task, helper, True)
    seen.cancels(task, None, False)
    clock[0] = 1.5
    seen.cancels(helper, None, False)
    seen.cancels(task, None, False)
    seen.cancels(task, task, False)
    other = seen.made("task", 3, task, 5, "_other", own=False)
    clock[0] = 2.0
    seen.runs(other, 9)
    seen.cancels(task, other, True)
    seen.cancels(task, None, False)
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 1 wait 4 sleep 9.0
1.5 1 cancel None timer
1.5 1 cancel None 1
1.5 3 made 5 _other 1
"""
    )


def test_turns_that_end_in_the_wait_in_which_they_began_are_none() -> None:
    seen, task, clock = traced()
    seen.waits(task, 2, "lock", "door", key="one")
    clock[0] = 1.0
    seen.ready(task, None)
    seen.runs(task, 2)
    seen.waits(task, 2, "lock", "door", key="one")
    for at, kind, of, key in ((2.0, "lock", "door", "two"), (3.0, "lock", "gate", "two"), (4.0, "event", "gate", "two")):
        clock[0] = at
        seen.runs(task, 2)
        seen.waits(task, 2, kind, of, key=key)
    clock[0] = 5.0
    seen.runs(task, 3)
    seen.printed(task, 3, "x", "stdout")
    seen.waits(task, 2, "event", "gate", key="two")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 2
0.0 1 wait 2 lock door
2.0 1 run 2
2.0 1 wait 2 lock door
3.0 1 run 2
3.0 1 wait 2 lock gate
4.0 1 run 2
4.0 1 wait 2 event gate
5.0 1 run 3
5.0 1 print 3 x stdout
5.0 1 wait 2 event gate
"""
    )


def test_a_turn_that_is_none_is_left_out_and_what_others_did_since_is_not() -> None:
    seen, task, clock = traced()
    other = seen.made("task", 2, task, 3, "other")
    seen.ready(other, task)
    seen.waits(task, 2, "lock", "door", key="lock")
    clock[0] = 1.0
    seen.ready(other, None)
    seen.runs(task, 2)
    seen.runs(other, 8)
    seen.printed(other, 8, "x", "stdout")
    seen.waits(task, 2, "lock", "door", key="lock")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 2 made 3 other 1
0.0 1 wait 2 lock door
1.0 2 run 8
1.0 2 print 8 x stdout
"""
    )


def test_a_program_that_waits_for_something_of_its_own_during_a_call_waits_for_that() -> None:
    seen, task, clock = traced()
    seen.calls(task, 2, Call("model", "Hi", "native", "Task-1", 0.0))
    seen.waits(task, 3, "event", "gate", key="event")
    for _ in range(2):
        clock[0] += 0.0078125
        seen.runs(task, 4)
        seen.waits(task, 4, "sleep", clock[0] + 0.0078125)
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 1 call 2 Hi
0.0 1 wait 3 event gate
0.0078125 1 run 4
0.0078125 1 wait 4 sleep 0.015625
0.015625 1 run 4
0.015625 1 wait 4 sleep 0.0234375
"""
    )


def test_who_is_made_ready_twice_before_its_first_turn_is_told_so() -> None:
    seen, task, clock = traced()
    two, three = (seen.made("task", number, task, 3, "work") for number in (2, 3))
    seen.ready(two, task)
    seen.ready(three, task)
    clock[0] = 1.0
    seen.ready(two, task)
    seen.runs(three, 7)
    seen.over(three, "done")
    assert in_words(seen).splitlines()[4:] == ["1.0 2 ready", "1.0 3 run 7", "1.0 3 done"]


@pytest.mark.parametrize("goes_on", [True, False])
def test_to_wait_for_a_library_s_tasks_that_are_over_at_once_is_no_wait(goes_on: bool) -> None:
    seen, task, clock = traced()
    helpers = [seen.made("task", number, task, 3, "_helper", own=False) for number in (2, 3)]
    seen.waits(task, 4, "tasks", helpers, key="tasks")
    for helper in helpers:
        seen.runs(helper, 30)
        seen.ready(task, helper)
        seen.over(helper, "done")
    clock[0] = 0.0 if goes_on else 1.0
    seen.runs(task, 4)
    seen.printed(task, 5, "x", "stdout")
    seen.over(task, "done")
    waited = "" if goes_on else "0.0 1 wait 4 tasks\n1.0 1 run 4\n"
    at = "0.0" if goes_on else "1.0"
    assert in_words(seen) == f"0.0 1 made 1 main M\n0.0 1 run 1\n{waited}{at} 1 print 5 x stdout\n{at} 1 done\n"


def test_a_call_that_is_answered_at_once_and_one_that_goes_on_at_the_end() -> None:
    seen, task, clock = traced()
    seen.waits(task, 2, "sleep", 1.0, key="sleep")
    clock[0] = 1.0
    seen.runs(task, 2)
    seen.printed(task, 3, "x", "stdout")
    seen.calls(task, 4, Call("model", "at once", "native", "Task-1", 1.0, 1.0, 1.0))
    seen.calls(task, 4, Call("model", "later", "native", "Task-1", 1.0, 1.25, 2.5))
    seen.waits(task, 4, "event", key="event", deep=True)
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 2
0.0 1 wait 2 sleep 1.0
1.0 1 run 2
1.0 1 print 3 x stdout
1.0 1 call 4 at once
1.0 1 first None at once
1.0 1 call 4 later
1.0 1 wait 4 model
1.25 1 served None later
2.5 1 first None later
"""
    )


def test_a_server_s_work_of_a_pool_that_is_over_at_once_is_left_out() -> None:
    seen, task, _ = traced()
    for number, does in ((1, ""), (2, "load")):
        job = seen.made("job", number, task, 2, does, own=False)
        seen.runs(job)
        seen.over(job, "done")
    seen.waits(task, 3, "sleep", 1.0, key="sleep")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 1 wait 3 sleep 1.0
"""
    )


def test_what_somebody_leaves_behind_is_told() -> None:
    seen, task, _ = traced()
    other = seen.made("task", 2, task, 3, "_other", own=False)
    seen.over(task, "done")
    seen.runs(other, 30)
    seen.over(other, "done")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 2 made 3 _other 1
0.0 1 done
0.0 2 run 30
0.0 2 done
"""
    )


def test_a_library_s_task_that_makes_one_of_the_program_s_is_told() -> None:
    seen, task, _ = traced()
    library = seen.made("task", 2, task, 3, "_library", own=False)
    seen.runs(library, 30)
    seen.made("task", 3, library, 4, "work")
    seen.over(library, "done")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 2 made 3 _library 1
0.0 2 run 30
0.0 3 made 4 work 2
0.0 2 done
"""
    )


def test_who_holds_up_the_loop_at_several_lines_is_told_at_each() -> None:
    seen, task, _ = traced()
    seen.held(task, 0.0, 1.0)
    seen.runs(task, 5)
    seen.printed(task, 5, "x", "stdout")
    seen.held(task, 1.0, 2.0)
    seen.runs(task, 6)
    seen.held(task, 2.0, 3.0)
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 5
0.0 1 print 5 x stdout
0.0 1 holds 1 1.0
1.0 1 holds 5 2.0
2.0 1 holds 6 3.0
"""
    )


def test_a_call_that_is_known_late_belongs_to_the_wait_of_its_moment_alone() -> None:
    seen, task, clock = traced()
    seen.waits(task, 2, "lock", "door", key="lock")
    other = seen.made("task", 2, task, 3, "other")
    seen.runs(other, 7)
    seen.printed(other, 7, "x", "stdout")
    seen.calls(task, 2, Call("model", "not its wait", "native", "Task-1", 0.0))
    clock[0] = 1.0
    seen.runs(task, 2)
    seen.waits(task, 4, "response", "reader", key="r")
    clock[0] = 2.0
    seen.calls(task, 2, Call("model", "late", "native", "Task-1", 0.0))
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 2
0.0 1 call 2 not its wait
0.0 1 wait 2 model
0.0 2 made 3 other 1
0.0 2 run 7
0.0 2 print 7 x stdout
1.0 1 run 4
1.0 1 wait 4 response reader
2.0 1 call 2 late
"""
    )


def test_who_waits_for_what_its_tasks_do() -> None:
    seen, task, _ = traced()
    own, library = (seen.made("task", n, task, 3, "work", own=n == 2) for n in (2, 3))
    assert seen.children(task) == [own, library]
    assert seen.children(own) == []
    seen.waits(task, 4, "first", seen.children(task), key="first")
    seen.runs(own, 5)
    seen.over(own, "done")
    assert seen.children(task) == [library]
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 2 made 3 work 1
0.0 3 made 3 work 1
0.0 1 wait 4 first 2 3
0.0 2 run 5
0.0 2 done
"""
    )


def test_what_a_thread_does_is_at_the_line_where_it_was_last_seen() -> None:
    clock = [0.0]
    seen = trace.Trace(lambda: clock[0])
    seen.runs(seen.main, 1)
    seen.loops(seen.main, None)
    seen.loops(seen.main, 9)
    seen.printed(None, None, "x", "stdout")
    thread = seen.made("thread", 1, seen.main, 7, "work")
    seen.printed(seen.main, None, "y", "stderr")
    seen.runs(thread, 12)
    seen.printed(thread, None, "z", "stdout")
    seen.calls(None, None, Call("tool", "look_up", "sync", "MainThread", 0.0))
    seen.held(thread, 0.0, 1.0)
    seen.held(thread, 1.0, 2.0)
    seen.held(None, 2.5, 3.0)
    seen.over(thread, "done")
    assert (
        in_words(seen)
        == """\
0.0 M run 1
0.0 M loop 1
0.0 M loop 9
0.0 M print 1 x stdout
0.0 A made 7 work M
0.0 M print 7 y stderr
0.0 A run 12
0.0 A print 12 z stdout
0.0 A done
0.0 M call 7 look_up
0.0 A holds 12 2.0
2.5 M holds 7 3.0
"""
    )


def test_each_has_a_name_that_says_what_it_is() -> None:
    seen, task, clock = traced()
    task.name = "Task-1"
    two, three, four = (seen.made("task", n, task, 3, "work") for n in (2, 3, 4))
    two.name, three.name, four.name = "fetcher", "Task-7", "Task-7"
    thread = seen.made("thread", 1, task, 4, "work")
    thread.name = "Thread-1 (work)"
    whose = ((task, ""), (task, "load"), (thread, "load"), (four, ""))
    for number, (by, does) in enumerate(whose, 1):
        job = seen.made("job", number, by, 5, does)
        job.name = "pool_0"
        seen.runs(job)
        seen.printed(job, 6, "x", "stdout")
        seen.waits(job, 6, "sleep", 1.0, key="sleep")
        clock[0] += 1.0
        seen.runs(job)
        seen.over(job, "done")
    quiet, heard = (seen.made("thread", n, seen.main, 8, "_run", own=False) for n in (2, 3))
    for library in (quiet, heard):
        library.name = "library"
        seen.runs(library)
        seen.waits(library, 9, "sleep", 5.0, key="sleep")
    seen.printed(heard, 9, "y", "stderr")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 2 made 3 work 1 fetcher
0.0 7 made 3 work 1
0.0 4 made 3 work 1 Task-7
0.0 A made 4 work 1 Thread-1 (work)
0.0 1a made 5 job 1
0.0 1a run 5 pool_0
0.0 1a print 6 x stdout
0.0 1a wait 6 sleep 1.0
1.0 1a run 6
1.0 1a done
1.0 1b made 5 load 1
1.0 1b run 5 pool_0
1.0 1b print 6 x stdout
1.0 1b wait 6 sleep 1.0
2.0 1b run 6
2.0 1b done
2.0 C made 5 load A
2.0 C run 5 pool_0
2.0 C print 6 x stdout
2.0 C wait 6 sleep 1.0
3.0 C run 6
3.0 C done
3.0 4a made 5 job 4
3.0 4a run 5 pool_0
3.0 4a print 6 x stdout
3.0 4a wait 6 sleep 1.0
4.0 4a run 6
4.0 4a done
4.0 B made 8 _run M library
4.0 B run 9
4.0 B wait 9 sleep 5.0
4.0 B print 9 y stderr
"""
    )
    assert (seen.name_of(two), seen.name_of(None)) == ("fetcher", "MainThread")


def test_seconds_that_are_not_worth_telling_apart() -> None:
    seen, task, clock = traced(grain=0.005, digits=2)
    for label, served, first in (("one", 0.004, 0.504), ("two", 0.006, 0.506)):
        call = Call("model", label, "native", "Task-1", 0.0, served, first)
        seen.calls(task, 2, call)
    seen.calls(task, 2, Call("model", "never served", "native", "Task-1", 0.0, end=0.75))
    seen.calls(task, 2, Call("retriever", "search", "native", "Task-1", 0.0, end=0.75))
    seen.calls(task, 2, Call("tool", "look_up", "native", "Task-1", 0.0, 0.1, 0.2, 0.3))
    clock[0] = 1.0
    seen.runs(task, 2)
    seen.over(task, "done")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 1 call 2 one
0.0 1 call 2 two
0.0 1 call 2 never served
0.0 1 call 2 search
0.0 1 call 2 look_up
0.01 1 served None two
0.5 1 first None one
0.51 1 first None two
0.75 1 served None never served
1.0 1 run 2
1.0 1 done
"""
    )


def test_rows_of_which_there_are_too_many_are_left_out_but_for_what_a_recording_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "MOST", 4)
    seen, task, _ = traced()
    seen.printed(task, 2, "a", "stdout")
    seen.loops(task, 3)
    seen.sets(task, 3, 1.0)
    call = Call("model", "Hi", "native", "Task-1", 0.0, 0.0, 0.0, 0.0)
    seen.runs(task, 4)
    seen.calls(task, 4, call)
    seen.answered(task, call)
    seen.held(task, 0.0, 1.0)
    seen.waits(task, 4, "lock", "door", key="lock")
    seen.over(task, "done")
    assert (
        in_words(seen)
        == """\
0.0 1 made 1 main M
0.0 1 run 1
0.0 1 print 2 a stdout
0.0 1 loop 3
0.0 1 timer 3 1.0
0.0 1 run 4
0.0 1 call 4 Hi
0.0 1 first None Hi
0.0 1 end None Hi
0.0 1 holds 4 1.0
"""
    )
    assert seen.rows()[1] == 2


def test_where_each_of_several_tasks_was_made_is_not_known_of_what_is_no_program() -> None:
    seen, task, _ = traced()
    for number in (2, 3):
        seen.made("task", number, task, 2, "work")
    for code, lines in (("gather(\n  f(\n", [2, 2]), ("#\nf(\n  a(),\n  b(),\n)\n", [3, 4]), ("\0\nf(\n\0", [2, 2])):
        assert [row[3] for row in seen.rows(code)[0] if row[2] == "made"][1:] == lines


@pytest.mark.parametrize(
    ("code", "count", "lines"),
    [
        ("#\ngather(\n  a(),\n  b(),\n)\n", 2, [3, 4]),
        ("#\ngather(a(),\n  b())\n", 2, [2, 3]),
        ("#\n(asyncio\n  .gather(\n    a(),\n    b()))\n", 2, [4, 5]),
        ("#\ngather(\n  a(),\n  b(),\n)\n", 4, [3, 4, 3, 4]),
        ("#\ngather(\n  a(),\n  b(),\n)\n", 3, [2, 2, 2]),
        ("#\ngather(\n  a(),\n  b(),\n)\n", 1, [2]),
        ("#\ngather(\n  a(),\n  b,\n)\n", 2, [2, 2]),
        ("#\ngather(\n  *many,\n)\n", 2, [2, 2]),
        ("#\ngather(\n)\n", 2, [2, 2]),
        ("#\ngather(a(), b())\n", 2, [2, 2]),
        ("#\n(gather(a(), b()),\n  c())\n", 2, [2, 2]),
        ("#", 2, [2, 2]),
        ("#\n", 2, [2, 2]),
    ],
)
def test_each_of_several_tasks_is_made_where_it_is_an_argument(code: str, count: int, lines: list[int]) -> None:
    seen, task, _ = traced()
    made = [seen.made("task", number, task, 2, "work") for number in range(2, 2 + count)]
    for other in made:
        seen.runs(other)
        seen.calls(other, None, Call("tool", "look_up", "native", "Task-2", 0.0))
        seen.waits(other, None, "lock", key="one")
        seen.runs(other, 9)
        seen.waits(other, 9, "lock", key="two")
    rows = [row for row in seen.rows(code)[0] if row[1] != "1"]
    found = {what: [row[3] for row in rows if row[2] == what] for what in ("made", "call", "run", "wait")}
    again = [line for mine in lines for line in (mine, 9)]
    assert found == {"made": lines, "call": lines, "run": again, "wait": again}


def test_tasks_that_are_made_at_no_line_are_at_none() -> None:
    seen, task, _ = traced()
    for number in (2, 3):
        seen.made("task", number, task, None, "work")
    assert [row[3] for row in seen.rows("gather(\n  a(),\n  b(),\n)\n")[0] if row[2] == "made"] == [1, None, None]


def test_a_program_may_end_while_a_library_s_tasks_end() -> None:
    seen, task, _ = traced()
    helpers = [seen.made("task", number, task, 3, "_helper", own=False) for number in (2, 3)]
    seen.waits(task, 4, "tasks", helpers, key="tasks")
    for helper in helpers:
        seen.runs(helper, 30)
        seen.over(helper, "done")
    assert in_words(seen).splitlines()[1:] == ["0.0 1 run 1", "0.0 1 wait 4 tasks"]


def test_who_is_ready_is_told_unless_it_has_the_next_turn() -> None:
    seen, task, clock = traced()
    two, three, four = (seen.made("task", number, task, 3, "work") for number in (2, 3, 4))
    seen.waits(task, 4, "tasks", [two, three, four], key="tasks")
    for other in (two, three, four):
        seen.runs(other, 7)
        seen.waits(other, 8, "event", "gate", key="gate")
    clock[0] = 1.0
    for other in (two, three):
        seen.ready(other, None)
    for other in (two, three):
        seen.runs(other, 8)
        seen.over(other, "done")
    clock[0] = 2.0
    seen.ready(four, None)
    seen.runs(four, 8)
    seen.over(four, "done")
    ready = [row for row in seen.rows()[0] if row[2] == "ready"]
    assert ready == [[1.0, "2", "ready"], [1.0, "3", "ready"]]
