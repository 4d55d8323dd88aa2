"""A run is recorded event by event, told in steps, and asked about; what libraries do in it is told as the program's own doing."""

import asyncio
import contextlib
import itertools
import json
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpcore
import pytest
from drawn import marks
from lxml import html

from awaited.picture import stepping
from awaited.picture.trace import trace_events
from awaited.recording import trace
from awaited.recording.calls import Call, CallLog, current_name, peak, sync_path
from awaited.recording.questions import FORMS, Question, Unanswerable, question
from awaited.recording.recorder import Recorder
from awaited.recording.recording import NotARecording, Print, Recording, digest, names, rows_of
from awaited.recording.standing import QUEUES, Standing
from awaited.recording.steps import NoSteps, Run, Step
from awaited.recording.words import WAITS
from awaited.runner import Stage
from awaited.site.library import Library
from awaited.stage import libraries
from awaited.stage.watch import _Same, chain, code_of, frame_of


def perform(code: str, tmp_path: Path) -> Recording:
    with Stage() as stage:
        stage.execute(code, str(tmp_path / "program.py"))
    assert not stage.recording.raised, stage.recording.output
    return stage.recording


def events(recording: Recording, *kinds: str) -> list[list]:
    return [row for row in recording.events if row[2] in kinds]


TWO = """\
import asyncio


async def work(name, seconds):
    await asyncio.sleep(seconds)
    print(name)


async def main():
    await asyncio.gather(
        work("slow", 2),
        work("quick", 1),
    )


asyncio.run(main())
"""


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


# -- steps


def test_a_run_in_sentences(tmp_path: Path) -> None:
    steps = Run(perform(TWO, tmp_path)).steps
    said = [f"{step.sentence} {step.after}".strip().replace("\N{NO-BREAK SPACE}", " ") for step in steps]
    assert said == [
        "Nothing has run yet. Press Play, or step forward.",
        "The main thread reads the file from the top. Line 16 starts an event loop and makes Task-1, to run main() in it. Next: Task-1.",
        "Task-1 has its first turn: it makes Task-2 and Task-3 (lines 11 to 12) and waits for both of them (line 10). Next: Task-2.",
        "Task-2 has its first turn: it sleeps until 2.0 s (line 5). Next: Task-3.",
        "Task-3 has its first turn: it sleeps until 1.0 s (line 5). Nobody is ready: the loop sleeps.",
        "1.0 s pass, and everyone waits. Then Task-3 has slept enough. Next: Task-3.",
        "Task-3 goes on: it prints “quick” (line 6) and is done. Nobody is ready: the loop sleeps.",
        "1.0 s pass. Then Task-2 has slept enough: it prints “slow” (line 6) and is done. Next: Task-1.",
        "Task-1 is done.",
        "The loop ends, and with it the program, after 2.0 s.",
    ]


def told(events: list[list], **head: object) -> list[str]:
    """The sentences of a run of these events."""
    recording = Recording.of({"snippet": "a/b", "code": "", "seconds": events[-1][0], **head}, events)
    return [step.sentence.replace("\N{NO-BREAK SPACE}", " ") for step in Run(recording).steps]


BEGIN = [[0, "1", "made", 9, "main", "M"], [0, "M", "loop", 9], [0, "1", "run", 1]]


def test_what_somebody_does_is_told_in_its_order() -> None:
    calls = [[0, "1", "call", 2, "model", "One"], [0, "1", "wait", 2, "model"], [1, "1", "run", 2], [1, "1", "end"]]
    more = [[1, "1", "print", 3, "1\n"], [1, "1", "call", 2, "model", "Two"], [1, "1", "wait", 2, "model"], [2, "1", "run", 2]]
    said = told([*BEGIN, *calls, *more, [2, "1", "end"], [2, "1", "done"]])
    assert (
        said[4]
        == "Task-1 goes on: it has its whole answer, prints “1” (line 3), asks the model “Two” (line 2) and waits for its answer."
    )


def test_more_than_three_calls_are_counted_and_the_same_ones_too() -> None:
    def said(*labels: str, kind: str = "model") -> str:
        calls = [[0, "1", "call", 2, kind, label] for label in labels]
        return told([*BEGIN, *calls, [0, "1", "wait", 2, "model"], [1, "1", "run", 2], [1, "1", "done"]])[2]

    assert "it asks the model “a”, “b”, “c” and 2 more (line 2)" in said("a", "b", "c", "d", "e")
    assert "it asks the model “a”, “b” and “c” (line 2)" in said("a", "b", "c")
    assert "it asks the model “a” five times (line 2)" in said(*"aaaaa")
    assert "it searches for “a” (line 2)" in said("a", kind="retriever")
    assert "it asks for an embedding of “a” (line 2)" in said("a", kind="embedding")
    assert "it calls the tool “a” (line 2)" in said("a", kind="tool")


def test_an_answer_is_read_token_by_token_only_where_the_program_does_so() -> None:
    call = [*BEGIN, [0, "1", "call", 2, "model", "One"], [0, "1", "wait", 2, "model"], [1, "1", "first"]]
    again = [[3, "1", "run", 2], [3, "1", "end"], [3, "1", "print", 3, "b\n"], [3, "1", "done"]]
    stream = [[1, "1", "run", 2], [1, "1", "print", 3, "a\n"], [1, "1", "wait", 2, "model"]]
    assert "the last token for Task-1 arrives" in told([*call, *stream, *again])[-2]
    left = [
        [2, "1", "run", 2],
        [2, "1", "end", None, "closed"],
        [2, "1", "wait", 4, "sleep", 3],
        [3, "1", "run", 4],
        [3, "1", "done"],
    ]
    assert any(
        s.startswith("1.0 s pass. Then the next token for Task-1 arrives: it ends its stream early")
        for s in told([*call, *stream, *left])
    )
    short = [
        *BEGIN,
        [0, "1", "call", 2, "model", "One"],
        [0, "1", "wait", 2, "model"],
        [1, "1", "first"],
        [1, "1", "ready"],
        *again,
    ]
    assert not any(
        "first token" in s
        for s in told([*short[:-4], [1, "2", "made", 2, "f", "1"], [1, "1", "run", 2], [1, "1", "end"], [1, "1", "done"]])
    )
    assert told([*call, *again])[4:6] == [
        "2.0 s pass, and everyone waits. Then the answer for Task-1 is complete.",
        "Task-1 goes on: it has its whole answer, prints “b” (line 3) and is done.",
    ]


def test_two_streams_one_after_the_other_are_both_read_token_by_token() -> None:
    def stream(at: int, text: str) -> list:
        begins = [[at, "1", "call", 2, "model", text], [at, "1", "wait", 2, "model"], [at + 1, "1", "first"]]
        return [*begins, [at + 1, "1", "run", 2], [at + 1, "1", "print", 3, f"{text}\n"], [at + 1, "1", "wait", 2, "model"]]

    ends = lambda at: [[at, "1", "run", 2], [at, "1", "end"]]  # noqa: E731
    said = told([*BEGIN, *stream(0, "One"), *ends(3), *stream(3, "Two"), *ends(6), [6, "1", "done"]])
    assert sum("the first token for Task-1 arrives" in sentence for sentence in said) == 2, said
    assert sum("the last token for Task-1 arrives" in sentence for sentence in said) == 2, said


def test_who_wakes_together_need_not_wake_for_one_reason() -> None:
    two = [[0, "2", "made", 3, "ask", "1"], [0, "3", "made", 4, "rest", "1"], [0, "1", "wait", 2, "tasks", "2 3"]]
    waits = [
        [0, "2", "run", 5],
        [0, "2", "call", 5, "model", "One"],
        [0, "2", "wait", 5, "model"],
        [0, "3", "run", 6],
        [0, "3", "wait", 6, "sleep", 1],
    ]
    ends = [
        [1, "3", "ready"],
        [1, "2", "run", 5],
        [1, "2", "end"],
        [1, "2", "done"],
        [1, "3", "run", 6],
        [1, "3", "done"],
        [1, "1", "run", 2],
        [1, "1", "done"],
    ]
    said = told([*BEGIN, *two, *waits, *ends])
    assert any("Task-3 has slept enough" in s or "the answer for Task-2 is complete" in s for s in said)
    assert not any("answers for Task-2 and Task-3" in s for s in said)


def test_a_librarys_work_in_a_thread_that_is_over_at_once_is_not_seen() -> None:
    job = [
        [0, "1a", "made", 2, "job", "1"],
        [0, "1", "call", 2, "model", "One"],
        [0, "1", "wait", 2, "model"],
        [0, "1a", "run", 2, "asyncio_0"],
        [0, "1a", "done"],
    ]
    end = [[1, "1", "run", 2], [1, "1", "end"], [1, "1", "done"]]
    assert not any("thread of" in sentence for sentence in told([*BEGIN, *job, *end]))
    seen = [
        [0, "1a", "made", 2, "job", "1"],
        [0, "1", "wait", 2, "thread", "1a"],
        [0, "1a", "run", 2, "asyncio_0"],
        [0, "1a", "done"],
        [0, "1", "run", 2],
        [0, "1", "done"],
    ]
    assert "The thread of Task-1 begins, and is done at once." in told([*BEGIN, *seen])


def test_several_turns_of_a_pools_work_in_one_moment_stand_in_their_order() -> None:
    seen = trace.Trace(lambda: 0.0)
    task = seen.made("task", 1, seen.main, 1, "main")
    seen.runs(task, 1)
    job = seen.made("job", 1, task, 2, "")
    seen.waits(task, 2, "thread", [job], key="job")
    seen.runs(job)
    call = Call("tool", "weather", "thread", "asyncio_0", 0.0)
    seen.calls(job, 3, call)
    seen.waits(job, 3, "lock", key="lock")
    seen.runs(job, 3)
    call.outcome = "answered"
    seen.answered(job, call)
    seen.over(job, "done")
    rows, _ = seen.rows()
    assert [row[2] for row in rows if row[1] == "1a"] == ["made", "run", "call", "wait", "run", "end", "done"]
    assert [row[2] for row in rows_of(rows) if row[1] == "1a"] == ["made", "run", "call", "wait", "run", "end", "done"]


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


def test_what_the_loop_itself_runs_is_a_callback(tmp_path: Path) -> None:
    code = (
        "import asyncio\n\nasync def main():\n    asyncio.get_running_loop().call_later(1, print, 'ring')\n    await asyncio.sleep(2)\n\n"
        "asyncio.run(main())\nprint('after')\n"
    )
    run = Run(perform(code, tmp_path))
    said = [step.sentence.replace("\N{NO-BREAK SPACE}", " ") for step in run.steps]
    assert any("a callback of the event loop prints “ring”" in s.replace("A callback", "a callback") for s in said), said
    assert any(s.startswith("The main thread") and "“after”" in s for s in said), said
    rung = next(step for step in run.steps if "ring" in step.sentence)
    assert rung.places["M"][0] == "", "the main thread goes on running the loop"


def test_callbacks_that_are_told_together_leave_the_loop_running(library: Library) -> None:
    run = Run(library.recording("fastapi_service/users_of_awaits"))
    for step in run.steps:
        if "M" in step.callbacks:
            assert step.places["M"][0] == "", step.sentence


def test_locks_are_called_by_their_names() -> None:
    waits = lambda *of: told([*BEGIN, [0, "1", "wait", 2, *of], [1, "1", "run", 2], [1, "1", "done"]])[2]  # noqa: E731
    assert waits("lock", "door") == "Task-1 has its first turn: it waits for the lock door (line 2)."
    assert waits("queue", "queue") == "Task-1 has its first turn: it waits for the queue (line 2)."
    assert waits("event") == "Task-1 has its first turn: it waits for an event (line 2)."
    assert waits("condition", "full") == "Task-1 has its first turn: it waits for the condition full (line 2)."
    assert waits("rest") == "Task-1 has its first turn: it waits for the rest of the response (line 2)."
    assert waits("sleep", 1.40496) == "Task-1 has its first turn: it sleeps until 1.405 s (line 2)."


def sentences(*rows: list) -> list[str]:
    """What is told after main() has begun: of what it does, and of all that follows."""
    return told([*BEGIN, *rows])[2:]


BOTH = [[0, "2", "made", 2, "ask", "1"], [0, "3", "made", 3, "rest", "1"], [0, "1", "wait", 4, "tasks", "2 3"]]


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (["tasks"], "waits for what a library does for it (line 6)"),
        (["tasks", "1 3"], "waits for Task-1 and Task-3 (line 6)"),
        (["first"], "waits for whichever is done first (line 6)"),
        (["first", "3"], "waits for Task-3 (line 6)"),
        (["first", "1 3"], "waits for whichever of Task-1 or Task-3 is done first (line 6)"),
        (["place"], "waits for a place (line 6)"),
        (["place", "doors"], "waits for a place (doors) (line 6)"),
        (["place", "max_concurrency"], "waits for a place: max_concurrency lets no more of them run at once (line 6)"),
        (["barrier"], "waits for a barrier (line 6)"),
        (["future", "late"], "waits for the future late (line 6)"),
        (["sleep"], "sleeps (line 6)"),
        (["join"], "waits for a thread to end (line 6)"),
        (["join", "A"], "waits for thread A to end (line 6)"),
        (["job"], "waits for work that it gave to a pool (line 6)"),
        (["job", "2a"], "waits for the thread of Task-2 to end (line 6)"),
        (["job", "2a 2b"], "waits for two threads of Task-2 to end (line 6)"),
        (["job", "2a 3a"], "waits for the threads of Task-2 and Task-3 to end (line 6)"),
        (["job", "2a B"], "waits for the thread of Task-2 and job B to end (line 6)"),
        (["job", "B 2a"], "waits for job B and the thread of Task-2 to end (line 6)"),
        (["tasks", "1 2 3 4 5 7 9"], "waits for 7 tasks (line 6)"),
        (["join", "A C D E F G H"], "waits for 7 threads to end (line 6)"),
        (["join", "A C D E F G"], "waits for thread A, thread C, thread D, thread E, thread F and thread G to end (line 6)"),
        (["job", "B 2a 3a 2b I J K"], "waits for 7 jobs to end (line 6)"),
        (["thread", "2a"], "hands its call to a thread of the pool, and waits for it"),
        (["thread", "2b"], "finds no free thread in the pool: its call queues"),
        (["way"], "gives way to the others (line 6)"),
        (["exit"], "waits until its server is to end (line 6)"),
        (["work"], "waits for work (line 6)"),
        (["connect"], "waits for its connection (line 6)"),
        (["tasks", "2 3 4 5"], "waits for Task-2 to Task-5 (line 6)"),
        (["tasks", "3 4 5"], "waits for Task-3, Task-4 and Task-5 (line 6)"),
        (["tasks", "3 4 5 7"], "waits for Task-3, Task-4, Task-5 and Task-7 (line 6)"),
        (["tasks", "2 3 4 5 7 9"], "waits for Task-2, Task-3, Task-4, Task-5, Task-7 and Task-9 (line 6)"),
        (["first", "2 3 4 5"], "waits for whichever of Task-2 to Task-5 is done first (line 6)"),
        (["elsewhere"], "waits for what another thread does for it (line 6)"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_each_reason_to_wait_in_words(of: list[str], words: str) -> None:
    threads = [[0, who, "made", 2, "work", "1", who] for who in "ACDEFGH"]
    jobs = [[0, who, "made", 2, "job", "1"] for who in ("2a", "2b", "3a", "B", "I", "J", "K")]
    works = [[0, "3a", "run", 7, "pool_0"], [0, "3a", "wait", 7, "sleep", 1.0]]
    more = [[0, who, "made", 2, "ask", "1"] for who in "4579"]
    named = [[0, who, "run", 7, f"pool_{who}"] for who in "BIJK"]
    begin = [[0, who, "made", 2, "ask", "1"] for who in "23"] + more + threads + jobs
    turn = [[0, "2", "run", 5], [0, "2", "wait", 6, *of]]
    # The other one of its threads is free: it begins at once.
    ends = [[0, "2a", "run", 7, "pool_1"], [1, "2b", "run", 7, "pool_2"], *([1, *row[1:]] for row in named)]
    said = sentences(*begin, [0, "1", "wait", 4, "tasks", "2"], *works, *turn, *ends)
    assert f"Task-2 has its first turn: it {words}." in said


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (["tasks", "2 3"], "waits for both of them (line 4)"),
        (["first", "2 3"], "waits for whichever is done first (line 4)"),
        (["tasks", "3"], "waits for Task-3 (line 4)"),
        (["sleep", 1.0], "sleeps until 1.0 s (line 4)"),
        (["lock", "2 3"], "waits for the lock 2 3 (line 4)"),
    ],
    ids=lambda given: " ".join(map(str, given)) if isinstance(given, list) else "",
)
def test_who_waits_for_those_whom_it_has_made(of: list, words: str) -> None:
    told = sentences(*BOTH[:2], [0, "1", "wait", 4, *of], [1, "1", "run", 4], [1, "1", "done"])
    assert told[0] == f"Task-1 has its first turn: it makes Task-2 and Task-3 (lines 2 to 3) and {words}."


def test_who_waits_for_the_work_that_it_has_given_to_a_pool() -> None:
    gives = [[0, who, "made", 2, "work", "M"] for who in "AB"]
    works = [[0, who, *row] for who in "AB" for row in (["run", 5, f"pool_{who}"], ["wait", 6, "sleep", 1.0])]
    ends = [[1, who, *row] for who in "AB" for row in (["run", 6], ["done"])]
    assert told([*gives, [0, "M", "wait", 3, "job", "A B"], *works, *ends, [1, "M", "run", 3]])[1] == (
        "The main thread reads the file from the top. It gives job A and job B to a pool (line 2)"
        " and waits for job A and job B to end (line 3)."
    )


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        (["place", "doors"], ["leaves its place to Task-3", "Task-3 has a place now and is done"]),
        (["lock", "door"], ["leaves the lock to Task-3", "Task-3 has the lock door and is done"]),
        (["queue", "box"], ["lets Task-3 go on at the queue box", "Task-3 is done"]),
        (["event", "gate"], ["is done", "Task-3 is done"]),
    ],
    ids=lambda given: given[0],
)
def test_who_lets_another_go_on_does_so_before_it_ends(waits: list[str], words: list[str]) -> None:
    first = [[0, "2", "run", 5], [0, "2", "wait", 6, "sleep", 1.0], [0, "3", "run", 7], [0, "3", "wait", 7, *waits]]
    then = [[1, "2", "run", 6], [1, "3", "ready"], [1, "2", "print", 6, "a\n"], [1, "2", "done"]]
    for between in ([], [[1, "1", "run", 4], [1, "1", "wait", 4, "tasks", "3"]]):
        said = sentences(*BOTH, *first, *then, *between, [1, "3", "run", 7], [1, "3", "done"])
        leaves = f", {words[0]} and is done" if words[0] != "is done" else " and is done"
        assert said[4] == f"Task-2 goes on: it prints “a” (line 6){leaves}."
        assert f"{words[1]}." in said


def test_who_gets_a_connection_has_it_if_it_asks_on_it() -> None:
    def said(*then: list) -> list[str]:
        waits = [[0, "2", "run", 5], [0, "2", "wait", 6, "connection"], [0, "3", "run", 7], [0, "3", "done"]]
        return sentences(
            *BOTH, *waits, [1, "2", "run", 6], *then, [1, "2", "wait", 6, "rest"], [2, "2", "run", 6], [2, "2", "done"]
        )

    asks = said([1, "2", "call", 6, "model", "Hi"])
    assert "Task-2 has a connection now, asks the model “Hi” (line 6) and waits for the rest of the response." in asks
    assert "Task-2 waits for the rest of the response (line 6)." in said()
    both = [[0, "2", "run", 5], [0, "2", "wait", 6, "sleep", 1.0], [0, "3", "run", 7], [0, "3", "wait", 7, "connection"]]
    ends = sentences(*BOTH, *both, [1, "2", "run", 6], [1, "3", "ready"], [1, "2", "done"])
    assert ends[-2] == "Task-2 leaves its connection to Task-3 and is done."


@pytest.mark.parametrize(
    ("kind", "result", "words"),
    [
        ("model", [], "has its whole answer"),
        ("model", ["cancelled"], "loses its call"),
        ("model", ["closed"], "ends its stream early"),
        ("model", ["error 500"], "gets an error (500)"),
        ("model", ["ReadTimeout"], "gets an error (ReadTimeout)"),
        ("tool", [], "has the tool’s result"),
        ("embedding", [], "has its vectors"),
        ("retriever", [], "has its documents"),
        ("tool", ["ValueError"], "gets an error (ValueError)"),
    ],
    ids=lambda given: given if isinstance(given, str) else "".join(given),
)
def test_how_a_call_ends_in_words(kind: str, result: list, words: str) -> None:
    call = [[0, "1", "call", 2, kind, "Hi"], [0, "1", "wait", 2, "model"], [1, "1", "run", 2]]
    said = sentences(*call, [1, "1", "end", *([None, *result] if result else [])], [1, "1", "done"])
    for_it = {"embedding": "waits for its vectors", "retriever": "waits for its documents"}.get(kind, "waits for its answer")
    assert said[0].endswith(f"(line 2) and {for_it}.")
    assert said[-2:] == [f"Task-1 {words} and is done.", "The loop ends, and with it the program, after 1.0 s."]


def test_what_is_printed_in_words() -> None:
    texts = ["a\nb\n", "Traceback (most recent call last):\n  b\n", "a.py:1: UserWarning: no\n  x = 1\n", "A Warning: x\n"]
    rows = [[0, "1", "wait", 2, "sleep", 1]]
    for at, text in enumerate(texts, 1):
        more = ["stderr"] if at in (2, 3) else []
        rows += [[at, "1", "run", 2], [at, "1", "print", 3, text, *more], [at, "1", "wait", 2, "sleep", at + 1]]
    said = sentences(*rows, [5, "1", "run", 2], [5, "1", "failed", None, "KeyError"])
    assert [sentence.partition(" and sleeps")[0].rpartition("it ")[2] for sentence in said[2:-2]] == [
        "prints 2 lines (line 3)",
        "prints a traceback (line 3)",
        "warns: “a.py:1: UserWarning: no x = 1” (line 3)",
        "prints “A Warning: x” (line 3)",
    ]
    assert said[-2].endswith("Task-1 has slept enough: it fails with KeyError.")
    assert sentences([0, "1", "failed"])[0] == "Task-1 has its first turn: it fails with an error."
    # What stands at another line is a step of its own, and an empty line is a line.
    apart = sentences([0, "1", "print", 2, "a\n"], [0, "1", "print", 3, "\n"], [0, "1", "done"])
    assert apart[:2] == ["Task-1 has its first turn: it prints “a” (line 2).", "Task-1 prints “” (line 3) and is done."]


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (["sleep", 1.0], "Task-2 and Task-3 have slept enough."),
        (["event"], "Task-2 and Task-3 are ready."),
    ],
    ids=["timers", "events"],
)
def test_two_wake_together(turns: list, words: str) -> None:
    waits = [row for who in "23" for row in ([0, who, "run", 5], [0, who, "wait", 5, *turns])]
    ends = [row for who in "23" for row in ([1, who, "run", 5], [1, who, "done"])]
    said = sentences(*BOTH, *waits, [1, "2", "ready"], [1, "3", "ready"], *ends)
    assert said[3:5] == [f"1.0 s pass, and everyone waits. Then {words}", "Task-2 is done."]


def test_two_answers_in_words() -> None:
    def turns(at: int, *did: list) -> list[list]:
        return [[at, "2", "ready"], [at, "3", "ready"]] + [[at, who, *row] for who in "23" for row in (["run", 5], *did)]

    asks = [[0, who, *row] for who in "23" for row in (["run", 5], ["call", 5, "model", who], ["wait", 5, "model"])]
    firsts = [[1, "2", "first"], [1, "3", "first"]]
    whole = sentences(*BOTH, *asks, *firsts, *turns(2, ["end"], ["done"]))
    assert whole[3:5] == [
        "1.0 s pass, and everyone waits. Then the first tokens for Task-2 and Task-3 arrive; the tasks go on waiting for the rest.",
        "1.0 s pass, and everyone waits. Then the answers for Task-2 and Task-3 are complete.",
    ]
    reads = [["print", 6, "a\n"], ["wait", 5, "model"]]
    streams = sentences(*BOTH, *asks, *firsts, *turns(1, *reads), *turns(2, *reads), *turns(3, ["end"], ["done"]))
    assert [sentence for sentence in streams if " pass" in sentence] == [
        "1.0 s pass, and everyone waits. Then the first tokens for Task-2 and Task-3 arrive: Task-2 and Task-3 are ready.",
        "1.0 s pass, and everyone waits. Then the next tokens for Task-2 and Task-3 arrive.",
        "1.0 s pass, and everyone waits. Then the last tokens for Task-2 and Task-3 arrive.",
    ]
    assert "Task-2 goes on: it prints “a” (line 6) and waits for the next token (line 5)." in streams


@pytest.mark.parametrize(
    ("does", "turn", "passes"),
    [
        ([["wait", 4, "sleep", 2]], "waits until 2.0 s", ["Then it is done."]),
        ([["wait", 4, "lock", "door"]], "waits", ["Then it has the lock door and is done."]),
        (
            [["call", 4, "model", "Hi"], ["wait", 4, "model"]],
            "asks the model “Hi” (line 4) and waits for the answer",
            ["The first token for Task-2 arrives.", "Then it has its whole answer and is done."],
        ),
    ],
    ids=["sleep", "lock", "model"],
)
def test_who_holds_up_the_loop_keeps_the_others_from_running(does: list, turn: str, passes: list[str]) -> None:
    holds = [[0, "2", *row] for row in ([["run", 4], *does, ["holds", 4, 2]])]
    first = [[1, "2", "first"]] if len(passes) > 1 else []
    ends = [[2, "2", "run", 4], *([[2, "2", "end"]] if first else []), [2, "2", "done"], [2, "3", "run", 5], [2, "3", "done"]]
    said = sentences(*BOTH, *holds, *first, *ends)
    assert said[1] == f"Task-2 has its first turn: it {turn} without giving up its turn: the loop is held up."
    gap = f"{2 / len(passes):.1f} s pass. Task-2 holds up the loop; Task-3 is ready, and cannot run. "
    assert said[2:-2] == [gap + what for what in passes]
    assert said[-2] == "Task-3 has its turn, and is done at once."


def test_the_main_thread_begins_and_ends() -> None:
    joins = [[0, "A", "made", 1, "work", "M", "T"], [0, "M", "wait", 2, "join", "A"], [0, "A", "run", 3]]
    sleeps = [[0, "A", "wait", 4, "sleep", 1.0], [1, "A", "run", 4], [1, "A", "done"], [1, "M", "run", 2]]
    alone = told([*joins, *sleeps])
    assert alone == [
        "Nothing has run yet.",
        "The main thread reads the file from the top. It starts thread A (line 1) and waits for thread A to end (line 2).",
        "Thread A begins: it sleeps until 1.0 s (line 4).",
        "1.0 s pass, and everyone waits. Then thread A has slept enough.",
        "Thread A is done.",
        "The program ends after 1.0 s.",
    ]
    assert (
        told([*joins, *sleeps, [1, "M", "print", 5, "x\n"]])[-1]
        == "The main thread goes on: it prints “x” (line 5). The program ends after 1.0 s."
    )
    main = [
        [0, "M", "print", 1, "a\n"],
        [0, "1", "made", 9, "main", "M"],
        [0, "M", "loop", 9],
        [0, "1", "run", 1],
        [0, "1", "done"],
    ]
    again = [[0, "M", "loop", 12], [0, "2", "made", 12, "job", "M"], [0, "2", "run", 1], [0, "2", "done"], [0, "M", "run", 12]]
    assert told([*main, *again])[1:] == [
        "The main thread reads the file from the top. It prints “a” (line 1). "
        "Line 9 starts an event loop and makes Task-1, to run main() in it.",
        "Task-1 has its turn, and is done at once.",
        "The main thread starts an event loop (line 12).",
        "The main thread makes Task-2 (line 12).",
        "Task-2 has its turn, and is done at once.",
        "The loop ends, and with it the program, after 0.0 s.",
    ]
    thread = [[0, "1", "made", 4, "job", "A"], [0, "A", "loop", 4], [0, "1", "run", 5], [0, "1", "done"], [0, "A", "loop", 7]]
    assert told([*joins, *thread])[2:] == [
        "Line 4 starts an event loop and makes Task-1.",
        "Task-1 has its turn, and is done at once.",
        "Thread A starts an event loop (line 7).",
        "The loop ends, and with it the program, after 0.0 s.",
    ]


def test_work_that_nobody_can_cancel_keeps_the_program_from_ending() -> None:
    hands = [[0, "1a", "made", 2, "work", "1"], [0, "1", "timer", 2, 1.0004], [0, "1", "wait", 3, "thread", "1a"]]
    works = [[0, "1a", "run", 5, "asyncio_0"], [0, "1a", "wait", 6, "sleep", 2.0]]
    out = [
        [1, "1", "cancel", None, "timer"],
        [1, "1", "run", 3],
        [1, "1", "cancelled"],
        [1, "M", "run", 9],
        [1, "M", "wait", 9, "pool"],
    ]
    said = sentences(*hands, *works, *out, [2, "1a", "run", 6], [2, "1a", "done"], [2, "M", "run", 9])
    assert said == [
        "Task-1 has its first turn: it sets a time-out that ends at 1.0 s (line 2) and hands its call to a thread of the pool, and waits for it.",
        "The thread of Task-1 begins: it sleeps until 2.0 s (line 6).",
        "1.0 s pass, and everyone waits. Then the time-out of Task-1 is over: it is cancelled where it waits, at line 3.",
        "Task-1 is cancelled.",
        "asyncio.run() cannot end yet: it waits for the thread of Task-1, which nobody can cancel (line 9).",
        "1.0 s pass, and everyone waits. Then the thread of Task-1 has slept enough.",
        "The thread of Task-1 is done.",
        "The loop ends, and with it the program, after 2.0 s.",
    ]
    none = sentences([0, "1", "wait", 2, "pool"], [1, "1", "run", 2], [1, "1", "done"])
    assert none[0] == "Task-1 has its first turn: it waits for the threads of the pool (line 2)."


def test_time_and_output_only_grow_and_turns_come_one_by_one(library: Library) -> None:
    stepped = 0
    for name in library.names():
        try:
            run = Run(library.recording(name))
        except NoSteps:
            continue
        stepped += 1
        assert [s.at for s in run.steps] == sorted(s.at for s in run.steps), name
        assert [s.printed for s in run.steps] == sorted(s.printed for s in run.steps), name
        assert run.steps[-1].printed == len(run.prints), name
        assert all(s.sentence.endswith((".", "?")) for s in run.steps), name
        for place, before in zip(run.steps[1:], run.steps, strict=False):
            assert place.at > before.at or place.turns or place.kind in ("end", "start", "gap"), name
    assert stepped > 200


def test_the_page_gets_what_it_shows(tmp_path: Path) -> None:
    told = json.loads(stepping.data(perform(TWO, tmp_path), TWO))
    assert told["rows"] == [["sleep", "a timer"], ["tasks", "other tasks"]]
    assert told["who"] == {
        "M": ["M", "thread", "the main thread", "event loop"],
        "1": ["1", "task", "Task-1", "main()"],
        "2": ["2", "task", "Task-2", "work()"],
        "3": ["3", "task", "Task-3", "work()"],
    }
    assert (told["snippet"], told["total"], told["loop"], told["timer"]) == ("program", 2.0, True, True)
    assert (told["lanes"], told["left"], told["cut"], told["code"]) == (["M", "1", "2", "3"], 0, 0, TWO)
    steps = [{key: step[key] for key in step if key not in ("x", "g", "s", "n")} for step in told["steps"]]
    assert steps == [
        {"t": 0, "o": 0},
        {"t": 0, "o": 0, "w": ["M"], "l": [16], "z": 16, "q": ["1"], "c": {"1": ["ready", 16]}},
        {
            "t": 0,
            "o": 0,
            "w": ["1"],
            "l": [10],
            "q": ["2", "3"],
            "c": {"1": ["tasks", 10], "2": ["ready", 11], "3": ["ready", 12]},
        },
        {"t": 0, "o": 0, "w": ["2"], "l": [5], "q": ["3"], "m": 2.0, "c": {"2": ["sleep", 5]}},
        {"t": 0, "o": 0, "w": ["3"], "l": [5], "m": 1.0, "c": {"3": ["sleep", 5]}},
        {"t": 1.0, "o": 0, "q": ["3"], "m": 2.0, "c": {"3": ["ready", 5]}},
        {"t": 1.0, "o": 1, "w": ["3"], "l": [6], "z": 6, "m": 2.0, "c": {"3": 0}},
        {"t": 2.0, "o": 2, "w": ["2"], "l": [6], "z": 6, "c": {"2": 0}},
        {"t": 2.0, "o": 2, "w": ["1"], "l": [10], "z": 10, "c": {"1": 0}},
        {"t": 2.0, "o": 2},
    ]
    assert [step["n"] for step in told["steps"][:3]] == ["Press Play, or step forward.", "Next: Task-1.", "Next: Task-2."]
    assert [len(step["g"]) for step in told["steps"] if "g" in step] == [2, 2]
    assert told["prints"] == [["1.0", "3", 6, "quick", ""], ["2.0", "2", 6, "slow", ""]]
    assert told["steps"][4]["c"]["3"] == ["sleep", 5]
    assert [p[3] for p in told["prints"]] == ["quick", "slow"]
    places = [step["x"] for step in told["steps"]]
    assert places == sorted(places)
    assert 98 < places[-1] <= 100
    assert " style=" not in told["picture"]


def test_a_wait_is_drawn_through_the_time_that_passes(tmp_path: Path) -> None:
    run = Run(perform(TWO, tmp_path))
    places = stepping._places(run)
    spans = stepping._spans(run, places)
    passing = [(step, place) for step, place in zip(run.steps, places, strict=True) if place.turns > place.start]
    assert len(passing) == 2
    for step, place in passing:
        waiting = {who: look for who, look in step.looks[0].items() if look}
        assert len(waiting) >= 2
        for who, look in waiting.items():
            assert any(start <= place.start and place.turns <= end and drawn == look for start, end, drawn in spans[who]), who


def test_each_part_of_a_lane_is_drawn_there_and_explained(library: Library) -> None:
    found: set[str] = set()
    for name in library.names()[::12]:
        recording = library.recording(name)
        with contextlib.suppress(NoSteps):
            run = Run(recording, stepping.MOST)
            spans = stepping._spans(run, stepping._places(run))
            told = json.loads(stepping.data(recording, library.code(name)))
            lanes = {group.get("data-w"): group for group in html.fragment_fromstring(told["picture"], "div").xpath("svg/g")}
            assert list(lanes) == told["lanes"], name
            for who, lane in lanes.items():
                begins = {mark.get("x", mark.get("x1")) for mark in lane.iter("rect", "line", "text")}
                assert not {f"{stepping._n(start)}%" for start, _, _ in spans[who]} - begins, (name, who)
            drawn = {mark.get("class") for who, lane in lanes.items() for mark in lane.iter() if who != "M" or mark.tag != "line"}
            unsaid = {None, "aw-done", "aw-number", "aw-named", "aw-turn"}  # they say themselves what they are
            explained = {mark.get("class") for mark in html.fragment_fromstring(told["legend"], "div").iter()}
            assert not drawn - explained - unsaid, name
            found |= drawn
    assert len(found) > 8, sorted(found)


def test_a_run_of_many_tasks_is_summed_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def size(count: int) -> tuple[int, dict]:
        code = TWO.replace('work("slow", 2),\n        work("quick", 1),', f"*[work(n, 1) for n in range({count})]")
        told = json.loads(stepping.data(perform(code, tmp_path), code))
        return len(told["picture"]), told

    few, told = size(200)
    assert told["left"] == 182, "twenty lanes, with the loop and main() among them"
    assert len(told["steps"]) < 20
    assert any("do the same" in step["s"] for step in told["steps"])
    monkeypatch.setattr(trace, "MOST", 100)  # most waits are not kept
    many, told = size(600)
    assert many < 1.5 * few, "what is drawn does not grow with the tasks"
    assert told["cut"] > 0


def test_a_program_without_turns_has_no_steps(tmp_path: Path) -> None:
    with pytest.raises(NoSteps, match="has no turns to step through"):
        Run(perform("print('alone')\n", tmp_path))


# -- the picture of the steps


def page(rows: list[list], **head: object) -> dict:
    """What the page gets of a run of these events."""
    made = Recording.of({"snippet": "a/b", "code": "", "seconds": rows[-1][0], **head}, rows)
    return json.loads(stepping.data(made, "code\n"))


def lane(told: dict, who: str) -> list[str]:
    """What is drawn in somebody's lane."""
    return marks(told["picture"], f"svg/g[@data-w='{who}']")


HELD_UP = [
    *BEGIN,
    *([0, str(n), "made", n, does, "1"] for n, does in enumerate(("ask", "look", "work", "wait"), 2)),
    [0, "1", "wait", 6, "tasks", "2 3 4 5"],
    [0, "2", "run", 11],
    [0, "2", "call", 12, "model", "Hi"],
    [0, "2", "wait", 12, "model"],
    [0, "3", "run", 21],
    [0, "3", "wait", 22, "lock", "door"],
    [0, "4", "run", 31],
    [0, "4", "wait", 32, "sleep", 1.0],
    [0, "5", "run", 41],
    [0, "5", "timer", 41, 2.5],
    [0, "5", "wait", 42, "event", "gate"],
    [1, "4", "run", 32],
    [1, "4", "print", 33, "x\n"],
    [1, "3", "ready"],
    [1, "4", "wait", 34, "sleep", 2.0],
    [1, "4", "holds", 34, 2.0],
    [1.5, "2", "first"],
    [2, "4", "run", 34],
    [2, "4", "failed", None, "ValueError"],
    [2, "3", "run", 22],
    [2, "3", "call", 23, "tool", "look_up"],
    [2, "3", "wait", 23, "sleep", 3.0],
    [2.5, "5", "cancel", None, "timer"],
    [2.5, "5", "run", 42],
    [2.5, "5", "cancelled"],
    [3, "3", "ready"],
    [3, "2", "run", 12],
    [3, "2", "end"],
    [3, "2", "print", 13, "cats\n"],
    [3, "2", "done"],
    [3, "3", "run", 23],
    [3, "3", "end"],
    [3, "3", "done"],
    [3, "1", "run", 6],
    [3, "1", "done"],
]
"""Four tasks: one asks a model, one waits for a lock and calls a tool, one holds up the loop and fails, one is cancelled by its time-out."""


def test_each_step_says_what_changes_with_it() -> None:
    told = page(HELD_UP, left_out=7)
    steps = [{key: value for key, value in step.items() if key not in ("s", "n")} for step in told["steps"]]
    assert steps == [
        {"x": 0.0, "t": 0.0, "o": 0},
        {"x": 2.6, "t": 0.0, "o": 0, "w": ["M"], "l": [9], "z": 9, "q": ["1"], "c": {"1": ["ready", 9]}},
        {
            "x": 5.2,
            "t": 0.0,
            "o": 0,
            "w": ["1"],
            "l": [6],
            "q": ["2", "3", "4", "5"],
            "c": {"1": ["tasks", 6], "2": ["ready", 2], "3": ["ready", 3], "4": ["ready", 4], "5": ["ready", 5]},
        },
        {"x": 7.8, "t": 0.0, "o": 0, "w": ["2"], "l": [12], "q": ["3", "4", "5"], "c": {"2": ["model", 12]}},
        {"x": 10.4, "t": 0.0, "o": 0, "w": ["3"], "l": [22], "q": ["4", "5"], "c": {"3": ["lock", 22]}},
        {"x": 13.0, "t": 0.0, "o": 0, "w": ["4"], "l": [32], "q": ["5"], "m": 1.0, "c": {"4": ["sleep", 32]}},
        {"x": 15.6, "t": 0.0, "o": 0, "w": ["5"], "l": [41, 42], "m": 1.0, "c": {"5": ["event", 42]}},
        {"x": 37.17, "t": 1, "o": 0, "g": [15.6, 37.17], "q": ["4"], "m": 2.5, "c": {"4": ["ready", 32]}},
        {
            "x": 39.77,
            "t": 1,
            "o": 1,
            "w": ["4"],
            "l": [33, 34],
            "q": ["3"],
            "m": 2.0,
            "c": {"3": ["ready", 22], "4": ["sleep", 34]},
        },
        {"x": 50.55, "t": 1.5, "o": 1, "g": [39.77, 50.55], "h": "4", "q": ["3"], "m": 2.0},
        {
            "x": 63.93,
            "t": 2,
            "o": 1,
            "g": [50.55, 61.33],
            "w": ["4"],
            "l": [34],
            "e": "failed",
            "z": 34,
            "hh": "4",
            "q": ["3"],
            "m": 2.5,
            "c": {"4": 0},
        },
        {"x": 66.53, "t": 2, "o": 1, "w": ["3"], "l": [23], "m": 2.5, "c": {"3": ["sleep", 23]}},
        {"x": 77.32, "t": 2.5, "o": 1, "g": [66.53, 77.32], "m": 3.0},
        {"x": 79.92, "t": 2.5, "o": 1, "w": ["5"], "l": [42], "e": "cancelled", "z": 42, "m": 3.0, "c": {"5": 0}},
        {
            "x": 90.7,
            "t": 3,
            "o": 1,
            "g": [79.92, 90.7],
            "q": ["2", "3"],
            "c": {"2": ["ready", 12], "3": ["ready", 23]},
        },
        {"x": 93.3, "t": 3, "o": 2, "w": ["2"], "l": [13], "z": 13, "q": ["3"], "c": {"2": 0}},
        {"x": 95.9, "t": 3, "o": 2, "w": ["3"], "l": [23], "z": 23, "c": {"3": 0}},
        {"x": 98.5, "t": 3, "o": 2, "w": ["1"], "l": [6], "z": 6, "c": {"1": 0}},
        {"x": 98.5, "t": 3, "o": 2},
    ]
    assert {key: told[key] for key in ("snippet", "total", "loop", "timer", "lanes", "left", "height", "code", "cut")} == {
        "snippet": "a/b",
        "total": 3,
        "loop": True,
        "timer": True,
        "lanes": ["M", "1", "2", "3", "4", "5"],
        "left": 0,
        "height": [156, 26],
        "code": "code\n",
        "cut": 7,
    }
    assert told["rows"] == [
        ["model", "the model"],
        ["lock", "a lock"],
        ["event", "an event"],
        ["sleep", "a timer"],
        ["tasks", "other tasks"],
    ]
    recording = Recording.of({"snippet": "a/b", "code": "", "seconds": 3}, HELD_UP)
    assert told["trace"] == json.loads(json.dumps(trace_events(recording)))


def test_what_each_lane_shows_is_drawn_from_its_first_turn_to_its_end() -> None:
    told = page(HELD_UP)
    assert lane(told, "1") == [
        "rect.aw-turn x=2.6% width=2.6% y=30.0 height=18",
        "line.aw-others x1=5.2% x2=95.9% y1=39.0 y2=39.0",
        "rect.aw-turn x=95.9% width=2.6% y=30.0 height=18",
        "line.aw-done x1=98.5% x2=98.5% y1=31.0 y2=47.0",
    ]
    assert lane(told, "2") == [
        "rect.aw-turn x=5.2% width=2.6% y=56.0 height=18",
        "rect.aw-waiting x=7.8% width=42.75% y=58.0 height=14",
        "rect.aw-answering x=50.55% width=40.15% y=58.0 height=14",
        "rect.aw-turn x=90.7% width=2.6% y=56.0 height=18",
        "circle.aw-dot cx=92% cy=65.0 r=2.4",
        "line.aw-done x1=93.3% x2=93.3% y1=57.0 y2=73.0",
    ]
    assert lane(told, "3") == [
        "rect.aw-ready x=5.2% width=2.6% y=88.5 height=5",
        "rect.aw-turn x=7.8% width=2.6% y=82.0 height=18",
        "line.aw-queues x1=10.4% x2=39.77% y1=91.0 y2=91.0",
        "line.aw-kept x1=39.77% x2=63.93% y1=91.0 y2=91.0 stroke-width=11",
        "rect.aw-turn x=63.93% width=2.6% y=82.0 height=18",
        "rect.aw-running x=66.53% width=24.17% y=86.0 height=10",
        "rect.aw-ready x=90.7% width=2.6% y=88.5 height=5",
        "rect.aw-turn x=93.3% width=2.6% y=82.0 height=18",
        "line.aw-done x1=95.9% x2=95.9% y1=83.0 y2=99.0",
    ]
    assert lane(told, "4") == [
        "rect.aw-ready x=5.2% width=5.2% y=114.5 height=5",
        "rect.aw-turn x=10.4% width=2.6% y=108.0 height=18",
        "rect.aw-sleeping x=13% width=24.17% y=112.0 height=10 rx=4",
        "rect.aw-turn x=37.17% width=2.6% y=108.0 height=18",
        "circle.aw-dot cx=38.47% cy=117.0 r=2.4",
        "rect.aw-sleeping x=39.77% width=21.57% y=112.0 height=10 rx=4",
        "line.aw-rail x1=39.77% x2=61.33% y1=126.0 y2=126.0",
        "rect.aw-turn x=61.33% width=2.6% y=108.0 height=18",
        "text.aw-cross x=63.93% y=121.0 ×",
    ]
    assert lane(told, "5") == [
        "rect.aw-ready x=5.2% width=7.8% y=140.5 height=5",
        "rect.aw-turn x=13% width=2.6% y=134.0 height=18",
        "line.aw-queues x1=15.6% x2=77.32% y1=143.0 y2=143.0",
        "rect.aw-turn x=77.32% width=2.6% y=134.0 height=18",
        "text.aw-cross x=79.92% y=147.0 ×",
    ]


def test_the_lane_of_the_loop_says_whose_turn_it_is_and_who_holds_it_up() -> None:
    turns = [
        (1, 2.6),
        (1, 95.9),
        (2, 5.2),
        (2, 90.7),
        (3, 7.8),
        (3, 63.93),
        (3, 93.3),
        (4, 10.4),
        (4, 37.17),
        (5, 13),
        (5, 77.32),
    ]
    drawn = {
        n: [
            f"g data-w={who}",
            f"rect.aw-named x={x:g}% width=2.6% y=6.0 height=14",
            f"text.aw-number x={x + 1.3:g}% y=16.3 {who}",
        ]
        for n, (who, x) in enumerate(turns)
    }
    held = [
        "g data-w=4",
        "rect.aw-held x=39.77% width=21.57% y=6.0 height=14",
        "line.aw-hatch x1=39.77% x2=61.33% y1=13.0 y2=13.0 stroke-width=14",
        "g data-w=4",
        "rect.aw-named x=61.33% width=2.6% y=6.0 height=14",
        "text.aw-number x=62.63% y=16.3 4",
    ]
    assert lane(page(HELD_UP), "M") == [
        "line.aw-others x1=2.6% x2=98.5% y1=13.0 y2=13.0",
        *(line for n in range(9) for line in drawn[n]),
        *held,
        *(line for n in (9, 10) for line in drawn[n]),
        "rect.aw-turn x=0% width=2.6% y=4.0 height=18",
    ]


def test_moments_are_shaded_and_have_their_times_below() -> None:
    drawn = page(HELD_UP)["picture"]
    lanes, axis = html.fragment_fromstring(drawn, "div").xpath("svg")
    assert dict(lanes.attrib) == {"class": "aw-clip", "width": "100%", "height": "176", "aria-hidden": "true"}
    assert dict(axis.attrib) == {"class": "aw-axis", "width": "100%", "height": "176", "aria-hidden": "true"}
    assert [mark for mark in marks(drawn, "svg[1]") if mark.startswith("rect.aw-band")] == [
        f"rect.aw-band x={x}% width={width}% height=156"
        for x, width in ((0, 15.6), (37.17, 2.6), (61.33, 5.2), (77.32, 2.6), (90.7, 7.8))
    ]
    assert marks(drawn, "svg[2]") == [
        f"text data-k={step} x={x}% y=170 {text}"
        for step, x, text in (
            (0, "0", "0"),
            (7, "37.17", "1.0"),
            (9, "50.55", "1.5"),
            (10, "61.33", "2.0"),
            (12, "77.32", "2.5"),
            (14, "90.7", "3.0\N{NO-BREAK SPACE}s"),
        )
    ]


SIGNS = {
    "has its turn": ["rect.aw-turn width=9 height=11 x=7"],
    "and prints": ["rect.aw-turn width=9 height=11 x=7", "circle.aw-dot cx=11.5 cy=5.5 r=2.4"],
    "waits for the first token": ["rect.aw-waiting width=24 height=11"],
    "is being answered": ["rect.aw-answering width=24 height=11"],
    "a tool or a search at work": ["rect.aw-running width=24 y=2 height=7"],
    "sleeps": ["rect.aw-sleeping width=24 height=9 y=1 rx=4"],
    "queues": ["line.aw-queues x1=0 x2=24 y1=6 y2=6"],
    "ready": ["rect.aw-ready width=24 y=3 height=5"],
    "ready, and kept from running": ["line.aw-kept x1=0 x2=24 y1=6 y2=6 stroke-width=8"],
    "the loop is held up": [
        "rect.aw-held width=24 height=11",
        "line.aw-hatch x1=0 x2=24 y1=5.5 y2=5.5 stroke-width=11",
    ],
    "a thread is occupied": ["line.aw-rail x1=0 x2=24 y1=10 y2=10", "rect.aw-waiting width=24 height=6"],
    "waits for others": ["line.aw-others x1=0 x2=24 y1=6 y2=6"],
    "one moment, opened up": ["rect.aw-band width=24 height=11"],
    "cancelled or failed": ["text.aw-cross x=12 y=10 ×"],
}


def explained(told: dict) -> dict[str, list[str]]:
    """The legend: its words, each with its sign."""
    found = {}
    for entry in html.fragment_fromstring(told["legend"], "div").xpath("span"):
        (sign,) = entry
        assert dict(sign.attrib) == {"width": "24", "height": "11", "aria-hidden": "true"}
        found[sign.tail] = marks(html.tostring(sign, encoding="unicode", with_tail=False), "svg")
    return found


def test_each_sign_of_the_picture_of_the_steps_is_explained() -> None:
    told = explained(page(HELD_UP))
    assert told == SIGNS
    assert list(told) == list(SIGNS), "in the order in which a lane shows them"
    alone = page([*BEGIN, [0, "1", "wait", 2, "sleep", 1.0], [1, "1", "run", 2], [1, "1", "done"]])
    assert list(explained(alone)) == ["has its turn", "sleeps", "one moment, opened up"]


THREADS = [
    [0, "A", "made", 1, "work", "M", "Thread-1 (work)"],
    [0, "B", "made", 1, "job", "M", "Thread-2"],
    [0, "M", "wait", 2, "join", "A"],
    [0, "A", "run", 3],
    [0, "A", "call", 4, "model", "Hi"],
    [0, "A", "wait", 4, "model"],
    [0, "B", "run", 7],
    [0, "B", "wait", 7, "lock", "door"],
    [1, "A", "first"],
    [2, "A", "run", 4],
    [2, "A", "end"],
    [2, "A", "print", 5, "a\nb\n", "stderr"],
    [2, "B", "ready"],
    [2, "A", "wait", 6, "sleep", 4.0],
    [2, "B", "run", 7],
    [2, "B", "call", 8, "retriever", "q"],
    [2, "B", "wait", 8, "model"],
    [3, "B", "run", 8],
    [3, "B", "end"],
    [3, "B", "failed", None, "KeyError"],
    [4, "A", "run", 6],
    [4, "A", "done"],
    [4, "M", "run", 2],
]


def test_threads_without_a_loop_are_occupied_while_they_wait_unless_others_have_what_they_wait_for() -> None:
    told = page(THREADS)
    assert told["who"] == {
        "M": ["M", "thread", "the main thread", "main thread"],
        "A": ["A", "thread", "thread A", "Hi"],
        "B": ["B", "thread", "thread B", "thread"],
    }, "nobody knows what the second one runs"
    assert (told["loop"], told["lanes"], told["height"]) == (False, ["M", "A", "B"], [78, 26])
    assert told["prints"] == [["2.0", "A", 5, "a", "stderr"], ["2.0", "A", 5, "b", "stderr"]]
    assert lane(told, "M") == [
        "rect.aw-turn x=0% width=2.6% y=4.0 height=18",
        "line.aw-others x1=2.6% x2=98.5% y1=13.0 y2=13.0",
    ]
    assert lane(told, "A") == [
        "rect.aw-turn x=2.6% width=2.6% y=30.0 height=18",
        "rect.aw-waiting x=5.2% width=22.68% y=32.0 height=14",
        "line.aw-rail x1=5.2% x2=27.88% y1=48.0 y2=48.0",
        "rect.aw-answering x=27.88% width=20.08% y=32.0 height=14",
        "line.aw-rail x1=27.88% x2=47.95% y1=48.0 y2=48.0",
        "rect.aw-turn x=47.95% width=2.6% y=30.0 height=18",
        "circle.aw-dot cx=49.25% cy=39.0 r=2.4",
        "rect.aw-sleeping x=50.55% width=45.35% y=34.0 height=10 rx=4",
        "line.aw-rail x1=50.55% x2=95.9% y1=48.0 y2=48.0",
        "rect.aw-turn x=95.9% width=2.6% y=30.0 height=18",
        "line.aw-done x1=98.5% x2=98.5% y1=31.0 y2=47.0",
    ]
    assert lane(told, "B") == [
        "rect.aw-ready x=2.6% width=2.6% y=62.5 height=5",
        "rect.aw-turn x=5.2% width=2.6% y=56.0 height=18",
        "line.aw-queues x1=7.8% x2=50.55% y1=65.0 y2=65.0",
        "rect.aw-turn x=50.55% width=2.6% y=56.0 height=18",
        "rect.aw-running x=53.15% width=20.08% y=60.0 height=10",
        "line.aw-rail x1=53.15% x2=73.23% y1=74.0 y2=74.0",
        "rect.aw-turn x=73.23% width=2.6% y=56.0 height=18",
        "text.aw-cross x=75.83% y=69.0 ×",
    ]


POOL = [
    *BEGIN,
    [0, "1a", "made", 2, "work", "1"],
    [0, "1", "wait", 3, "thread", "1a"],
    [0, "1a", "run", 5, "asyncio_0"],
    [0, "1a", "call", 6, "model", "Hi"],
    [0, "1a", "wait", 6, "model"],
    [2, "1a", "run", 6],
    [2, "1a", "end"],
    [2, "1a", "print", 7, "x\n"],
    [2, "1a", "done"],
    [2, "1", "run", 3],
    [2, "1", "done"],
]


def test_the_thread_of_a_pool_is_drawn_in_the_lane_of_the_task_that_waits_for_it() -> None:
    told = page(POOL)
    assert told["who"] == {
        "M": ["M", "thread", "the main thread", "event loop"],
        "1": ["1", "task", "Task-1", "Hi"],
        "1a": ["1", "thread", "the thread of Task-1", "its thread"],
    }
    assert (told["lanes"], told["timer"], told["rows"]) == (["M", "1"], False, [["model", "the model"], ["thread", "its thread"]])
    assert lane(told, "1") == [
        "rect.aw-turn x=2.6% width=2.6% y=30.0 height=18",
        "rect.aw-turn x=5.2% width=2.6% y=30.0 height=18",
        "rect.aw-waiting x=7.8% width=85.5% y=32.0 height=14",
        "line.aw-rail x1=7.8% x2=93.3% y1=48.0 y2=48.0",
        "rect.aw-turn x=93.3% width=2.6% y=30.0 height=18",
        "circle.aw-dot cx=94.6% cy=39.0 r=2.4",
        "rect.aw-turn x=95.9% width=2.6% y=30.0 height=18",
        "line.aw-done x1=98.5% x2=98.5% y1=31.0 y2=47.0",
    ]
    assert [mark for mark in lane(told, "M") if "held" in mark] == []


def test_the_thread_of_a_task_that_has_ended_has_a_lane_under_it() -> None:
    rows = [
        *BEGIN,
        [0, "1a", "made", 2, "work", "1"],
        [0, "2", "made", 2, "other", "1"],
        [0, "1", "timer", 2, 1.0],
        [0, "1", "wait", 3, "thread", "1a"],
        [0, "1a", "run", 5, "asyncio_0"],
        [0, "1a", "wait", 6, "sleep", 3.0],
        [0, "2", "run", 8],
        [0, "2", "done"],
        [1, "1", "cancel", None, "timer"],
        [1, "1", "run", 3],
        [1, "1", "cancelled"],
        [1, "M", "run", 9],
        [1, "M", "wait", 9, "pool"],
        [3, "1a", "run", 6],
        [3, "1a", "done"],
        [3, "M", "run", 9],
    ]
    told = page(rows)
    assert (told["lanes"], told["left"], told["height"]) == (["M", "1", "1a", "2"], 0, [104, 26])
    assert lane(told, "1") == [
        "rect.aw-turn x=2.6% width=2.6% y=30.0 height=18",
        "line.aw-others x1=5.2% x2=37.17% y1=39.0 y2=39.0",
        "rect.aw-turn x=37.17% width=2.6% y=30.0 height=18",
        "text.aw-cross x=39.77% y=43.0 ×",
    ]
    assert lane(told, "1a") == [
        "rect.aw-turn x=5.2% width=2.6% y=56.0 height=18",
        "rect.aw-sleeping x=7.8% width=88.1% y=60.0 height=10 rx=4",
        "line.aw-rail x1=7.8% x2=95.9% y1=74.0 y2=74.0",
        "rect.aw-turn x=95.9% width=2.6% y=56.0 height=18",
        "line.aw-done x1=98.5% x2=98.5% y1=57.0 y2=73.0",
    ]
    waits_alone = page([row for row in rows if row[1] != "M" or row[2] == "loop"])
    assert "waits for others" in explained(waits_alone), "it is drawn as one that waits for others"


def test_a_loop_is_held_up_while_a_task_holds_it_and_not_while_a_thread_works_for_it() -> None:
    def held(told: dict) -> list[str]:
        return [mark for mark in lane(told, "M") if mark.startswith("rect.aw-held")]

    before, after = (
        [
            [at, f"1{job}", "made", 4, "work", "1"],
            [at, "1", "wait", 4, "thread", f"1{job}"],
            [at, f"1{job}", "run", 5, "asyncio_0"],
            [at, f"1{job}", "wait", 6, "sleep", at + 1.0],
            [at + 1, f"1{job}", "run", 6],
            [at + 1, f"1{job}", "done"],
            [at + 1, "1", "run", 4],
        ]
        for at, job in ((0, "a"), (2, "b"))
    )
    holds = [[1, "1", "wait", 3, "sleep", 2.0], [1, "1", "holds", 3, 2.0], [2, "1", "run", 3]]
    told = page([*BEGIN, *before, *holds, *after, [3, "1", "done"]])
    assert held(told) == ["rect.aw-held x=38.03% width=25.03% y=6.0 height=14"]
    assert sum(mark.startswith("line.aw-rail") for mark in lane(told, "1")) == 3
    # After a time-out of 1 s, it holds up the loop for a second: its thread works until 5 s.
    begins = [[0, "1", "timer", 6, 1.0], [0, "1a", "made", 7, "work", "1"], [0, "1", "wait", 7, "thread", "1a"]]
    works = [[0, "1a", "run", 3, "asyncio_0"], [0, "1a", "wait", 3, "sleep", 5.0], [1, "1", "cancel", None, "timer"]]
    holds = [[1, "1", "run", 8], [1, "1", "wait", 8, "sleep", 2.0], [1, "1", "holds", 8, 2.0], [2, "1", "run", 9]]
    ends = [[2, "1", "wait", 9, "sleep", 6.0], [5, "1a", "run", 3], [5, "1a", "done"], [6, "1", "run", 9], [6, "1", "done"]]
    assert held(page([*BEGIN, *begins, *works, *holds, *ends])) == ["rect.aw-held x=23.78% width=13.38% y=6.0 height=14"]


@pytest.mark.parametrize(
    ("tasks", "lanes", "height", "drawn", "width", "half"),
    [
        (4, 6, [156, 26], "y=30.0 height=18", "2.6", "1.3"),
        (5, 7, [154, 22], "y=25.0 height=16", "2.6", "1.3"),
        (7, 9, [198, 22], "y=25.0 height=16", "2.6", "1.3"),
        (8, 10, [180, 18], "y=20.5 height=13", "2.6", "1.3"),
        (18, 20, [360, 18], "y=20.5 height=13", "2.09", "1.05"),
        (21, 20, [360, 18], "y=20.5 height=13", "1.84", "0.92"),
    ],
)
def test_lanes_are_the_lower_the_more_there_are_and_turns_that_are_told_together_half_as_wide(
    tasks: int, lanes: int, height: list[int], drawn: str, width: str, half: str
) -> None:
    ids = [str(n) for n in range(2, tasks + 2)]
    made = [[0, who, "made", 2, "work", "1"] for who in ids]
    waits = [row for who in ids for row in ([0, who, "run", 3], [0, who, "wait", 3, "sleep", 1.0])]
    ends = [row for who in ids for row in ([1, who, "run", 3], [1, who, "done"])]
    told = page([*BEGIN, *made, [0, "1", "wait", 2, "tasks", " ".join(ids)], *waits, *ends, [1, "1", "run", 2], [1, "1", "done"]])
    assert (len(told["lanes"]), told["left"], told["height"]) == (lanes, tasks + 2 - lanes, height)
    assert lane(told, "1")[0] == f"rect.aw-turn x={width}% width={width}% {drawn}"
    of_the_first, of_the_last = (marks(told["picture"], f"svg/g/g[@data-w='{who}'][1]") for who in ("2", ids[-1]))
    assert [mark.split()[0] for mark in of_the_first] == ["rect.aw-named", "text.aw-number"]
    assert [mark.split()[0] for mark in of_the_last] == ["rect.aw-turn"], "it has no room for a number"
    assert f"width={half}%" in of_the_last[0]


def turns(count: int) -> dict:
    """The page of a run in which one task has so many turns, and two more when time has passed."""
    at_once = [row for n in range(4, count + 1) for row in ([0, "1", "wait", n, "way"], [0, "1", "run", n])]
    return page([*BEGIN, *at_once, [0, "1", "wait", 1, "sleep", 1.0], [1, "1", "run", 1], [1, "1", "done"]])


@pytest.mark.parametrize(
    ("count", "first", "number"),
    [
        (20, "rect.aw-named x=2.3% width=2.3% y=6.0 height=14", ["text.aw-number x=3.45% y=16.3 1"]),
        (25, "rect.aw-named x=1.84% width=1.84% y=6.0 height=14", ["text.aw-number x=2.76% y=16.3 1"]),
        (26, "rect.aw-turn x=1.77% width=1.77% y=6.0 height=14", []),
        (100, "rect.aw-turn x=0.46% width=0.46% y=6.0 height=14", []),
    ],
)
def test_turns_have_a_number_where_there_is_room_for_it(count: int, first: str, number: list[str]) -> None:
    drawn = lane(turns(count), "M")
    assert drawn[1 : 3 + len(number)] == ["g data-w=1", first, *number]
    assert sum(mark == "g data-w=1" for mark in drawn) == count - 1


def test_turns_that_are_too_narrow_to_be_seen_apart_are_drawn_as_one() -> None:
    told = turns(240)
    assert lane(told, "M") == [
        "line.aw-others x1=0.19% x2=98.5% y1=13.0 y2=13.0",
        "rect.aw-turn x=0.19% width=45.62% y=6.0 height=14",
        "rect.aw-turn x=98.31% width=0.19% y=6.0 height=14",
        "rect.aw-turn x=0% width=0.19% y=4.0 height=18",
    ]
    assert sum(mark.startswith("rect.aw-turn") for mark in lane(told, "1")) == 239


def sleeps(*ends: int) -> dict:
    """The page of a run in which one task sleeps until each of these times."""
    turns = [[[at, "1", "run", 2], [at, "1", "wait", 2, "sleep", then]] for at, then in itertools.pairwise(ends)]
    return page(
        [
            *BEGIN,
            [0, "1", "wait", 2, "sleep", ends[0]],
            *itertools.chain(*turns),
            [ends[-1], "1", "run", 2],
            [ends[-1], "1", "done"],
        ]
    )


@pytest.mark.parametrize(
    ("ends", "times"),
    [
        ((1, 2, 3), ["0", "1.0", "2.0", "3.0 s"]),
        # What is in brackets has no room on a narrow screen.
        ((4, 11, 21, 30, 38, 46, 86, 93, 100), ["0", "(4.0)", "11.0", "21.0", "(30.0)", "38.0", "(46.0)", "86.0", "(93.0)", "100 s"]),
        ((1, 2, 5, 9, 10, 20, 30, 90, 96, 100), ["0", "(1.0)", "5.0", "(10.0)", "20.0", "(30.0)", "90.0", "100 s"]),
    ],
)  # fmt: skip
def test_times_stand_below_the_picture_where_there_is_room(ends: tuple[int, ...], times: list[str]) -> None:
    axis = html.fragment_fromstring(sleeps(*ends)["picture"], "div").xpath("svg[@class='aw-axis']/text")
    texts = [(mark.text.replace("\N{NO-BREAK SPACE}", " "), mark.get("class")) for mark in axis]
    assert [text if look is None else f"({text})" if look == "aw-wide" else look for text, look in texts] == times


def test_a_run_without_waiting_is_all_turns_and_one_without_turns_all_waiting() -> None:
    at_once = page([*BEGIN, [0, "1", "print", 2, "x\n"], [0, "1", "done"]])
    assert [step["x"] for step in at_once["steps"]] == [0, 49.25, 98.5, 98.5]
    assert lane(at_once, "1") == [
        "rect.aw-turn x=49.25% width=49.25% y=30.0 height=18",
        "circle.aw-dot cx=73.88% cy=39.0 r=2.4",
        "line.aw-done x1=98.5% x2=98.5% y1=31.0 y2=47.0",
    ]
    assert marks(at_once["picture"], "svg[@class='aw-axis']") == ["text data-k=0 x=0% y=66 0.0\N{NO-BREAK SPACE}s"]
    goes_on = page([*BEGIN, [0, "1", "done"], [0, "M", "run", 9], [0, "M", "print", 10, "x\n"]])
    assert lane(goes_on, "M") == [
        "line.aw-others x1=32.83% x2=98.5% y1=13.0 y2=13.0",
        "g data-w=1",
        "rect.aw-named x=32.83% width=32.83% y=6.0 height=14",
        "text.aw-number x=49.25% y=16.3 1",
        "rect.aw-turn x=0% width=32.83% y=4.0 height=18",
        "rect.aw-turn x=65.67% width=32.83% y=4.0 height=18",
        "circle.aw-dot cx=82.08% cy=13.0 r=2.4",
    ]
    one = page([[0, "1", "made", 9, "job", "M"], [0, "M", "loop", 9]])
    assert [step["x"] for step in one["steps"]] == [0, 98.5]
    waits = page([[0, "M", "wait", 3, "sleep", 2.0], [2, "M", "run", 3]])
    assert [(step["x"], step.get("g")) for step in waits["steps"]] == [(0, None), (98.5, [0, 98.5]), (98.5, None)]
    assert lane(waits, "M") == [
        "rect.aw-sleeping x=0% width=98.5% y=8.0 height=10 rx=4",
        "line.aw-rail x1=0% x2=98.5% y1=22.0 y2=22.0",
    ]
    assert [mark for mark in marks(waits["picture"]) if "band" in mark] == [], "no moment is opened up"


def test_a_lane_is_called_by_what_is_asked_in_it_or_by_the_function_that_it_runs() -> None:
    asks = [
        [0, who, *row]
        for who, texts in {"2": ["Tell me about cats."], "3": ["Tell me about dogs."], "4": ["Tell me about cats.", "Tell me about cows."]}.items()
        for row in (["run", 5], *(["call", 6, "model", text] for text in texts), ["call", 6, "tool", "look_up"], ["wait", 6, "model"])
    ]  # fmt: skip
    made = [
        [0, who, "made", 2, does, "1"] for who, does in (("2", "ask"), ("3", "ask"), ("4", "ask"), ("5", "job"), ("6", "work"))
    ]
    jobs = [
        [0, "6", "run", 7],
        [0, "6a", "made", 8, "job", "6"],
        [0, "B", "made", 8, "job", "6"],
        [0, "6", "wait", 8, "job", "6a B"],
    ]
    works = [[0, "6a", "run", 9, "pool_0"], [0, "6a", "call", 9, "model", "Tell me about bees."], [0, "6a", "wait", 9, "model"]]
    told = page(
        [
            *BEGIN,
            *made,
            [0, "1", "wait", 2, "tasks", "2 3 4 5 6"],
            *asks,
            *jobs,
            *works,
            [0, "B", "run", 9, "pool_1"],
            [1, "B", "done"],
        ]
    )
    assert {who: (sign, kind, name) for who, (sign, kind, _, name) in told["who"].items()} == {
        "M": ("M", "thread", "event loop"),
        "1": ("1", "task", "main()"),
        "2": ("2", "task", "cats"),
        "3": ("3", "task", "dogs"),
        "4": ("4", "task", "ask()"),
        "5": ("5", "task", "task"),
        "6": ("6", "task", "bees"),
        "6a": ("6", "thread", "its thread"),
        "B": ("B", "thread", "thread"),
    }


ROWS = {
    "model": (["model"], "the model"),
    "slot": (["model"], "the server’s queue"),
    "thread": (["thread", "2a"], "its thread"),
    "free": (["thread", "2b"], "a free thread"),
    "place": (["place"], "a place"),
    "connection": (["connection"], "a connection"),
    "lock": (["lock", "door"], "a lock"),
    "queue": (["queue"], "a queue"),
    "event": (["event"], "an event"),
    "condition": (["condition"], "a condition"),
    "barrier": (["barrier"], "a barrier"),
    "sleep": (["sleep", 1.0], "a timer"),
    "tasks": (["tasks", "9"], "other tasks"),
    "join": (["join"], "a thread"),
    "response": (["response"], "a response"),
    "message": (["message"], "a message"),
    "work": (["work"], "work"),
    "socket": (["socket"], "the network"),
    "exit": (["exit"], "the server’s end"),
    "future": (["future"], "a future"),
}
"""The rows of the machine: who stands in each waits for this."""


def test_who_waits_stands_in_a_row_of_the_machine_with_those_who_wait_for_the_same() -> None:
    who = {row: str(n) for n, row in enumerate(ROWS, 3)}
    made = [[0, "2", "made", 2, "work", "1"], *([0, w, "made", 2, "wait", "1"] for w in who.values())]
    jobs = [[0, "2a", "made", 2, "job", "2"], [0, "2b", "made", 2, "job", "2"]]
    waits = [row for key, w in who.items() for row in (
        [0, w, "run", 3], *([[0, w, "call", 3, "model", "Hi"]] * (key in ("model", "slot"))), [0, w, "wait", 3, *ROWS[key][0]],
    )]  # fmt: skip
    runs = [[0, "2a", "run", 7, "pool_0"], [0, "2a", "wait", 7, "sleep", 1.0]]
    later = [[1, who["slot"], "served"], [1, "2a", "run", 7], [1, "2a", "done"], [1, "2b", "run", 7, "pool_0"], [1, "2b", "done"]]
    # From the last to the first: the rows have an order of their own.
    told = page([*BEGIN, *made, *jobs, [0, "1", "wait", 2, "tasks", " ".join(reversed(who.values()))], *waits, *runs, *later])
    assert told["rows"] == [[row, words] for row, (_, words) in ROWS.items()]
    stands = {w: place for step in told["steps"] if step["t"] == 0 for w, place in step.get("c", {}).items()}
    assert {w: place[0] for w, place in stands.items() if w in who.values()} == {w: row for row, w in who.items()}


def test_who_goes_on_without_a_wait_is_told_where() -> None:
    sleeps = [[0, who, *row] for who in "23" for row in (["run", 5], ["wait", 5, "sleep", 1.0])]
    said = sentences(
        *BOTH, *sleeps, [1, "2", "run", 6], [1, "3", "run", None], [1, "2", "run", 8], [1, "2", "print", None, "a\n"]
    )
    assert said[4:7] == ["Task-2 goes on at line 6.", "Task-3 goes on.", "Task-2 prints “a”."]


def test_who_lets_another_go_on_in_a_turn_in_which_a_third_one_ends() -> None:
    first = [[0, "2", "run", 5], [0, "2", "wait", 6, "sleep", 1.0], [0, "3", "run", 7], [0, "3", "wait", 7, "place", "doors"]]
    then = [[1, "2", "run", 6], [1, "2", "print", 6, "a\n"], [1, "3", "ready"], [1, "A", "done"], [1, "2", "wait", 8, "way"]]
    said = sentences(
        *BOTH[:2], [0, "A", "made", 3, "work", "1", "T"], BOTH[2], *first, *then, [1, "3", "run", 7], [1, "3", "done"]
    )
    assert "Task-2 goes on: it prints “a” (line 6), leaves its place to Task-3 and gives way to the others (line 8)." in said


def test_what_is_waited_for_during_calls_in_words() -> None:
    def waits(*labels: str, then: list[list] = []) -> str:  # noqa: B006
        calls = [[0, "1", "call", 2, "model", label] for label in labels]
        return sentences(*calls, [0, "1", "wait", 2, "model"], *then, [3, "1", "run", 2], [3, "1", "done"])[len(then)]

    assert waits("a") == "Task-1 has its first turn: it asks the model “a” (line 2) and waits for its answer."
    assert waits("a", "b") == "Task-1 has its first turn: it asks the model “a” and “b” (line 2) and waits for its answers."
    looks_round = [[1, "1", "first"], [2, "1", "run", 3], [2, "1", "wait", 3, "model"]]
    assert waits("a", then=looks_round) == "Task-1 waits for the rest of the answer (line 3)."


def test_a_thread_goes_on_waiting_for_the_rest_of_its_answer() -> None:
    begins = [[0, "A", "made", 1, "work", "M", "T"], [0, "M", "wait", 2, "join", "A"], [0, "A", "run", 3]]
    call = [[0, "A", "call", 4, "model", "Hi"], [0, "A", "wait", 4, "model"], [1, "A", "first"]]
    said = told([*begins, *call, [2, "A", "run", 4], [2, "A", "end"], [2, "A", "done"], [2, "M", "run", 2]])
    assert said[3:] == [
        "1.0 s pass, and everyone waits. Then the first token for thread A arrives; the thread goes on waiting for the rest.",
        "1.0 s pass, and everyone waits. Then the answer for thread A is complete.",
        "Thread A has its whole answer and is done.",
        "The program ends after 2.0 s.",
    ]


def test_a_program_may_last_longer_than_what_is_told_of_it() -> None:
    ends = ["Task-1 has its turn, and is done at once."]
    assert told([*BEGIN, [0, "1", "done"]], seconds=0.0)[2:] == [*ends, "The loop ends, and with it the program, after 0.0 s."]
    assert told([*BEGIN, [0, "1", "done"]], seconds=5.0)[2:] == [
        *ends,
        "5.0 s pass, and everyone waits.",
        "The loop ends, and with it the program, after 5.0 s.",
    ]
    thread = [[0, "A", "made", 1, "work", "M", "T"], [0, "A", "run", 3], [0, "A", "done"]]
    assert told(thread, seconds=2.0)[2:] == ["Thread A begins, and is done at once.", "2.0 s pass, and everyone waits."]


def test_turns_are_told_together_that_are_alike_in_threes() -> None:
    ids = [str(number) for number in range(2, 14)]
    turns = [row for n, who in enumerate(ids) for row in ([0, who, "run", 5], [0, who, "wait", 5 + n % 3, "event", "gate"])]
    said = sentences(*([0, who, "made", 2, "work", "1"] for who in ids), [0, "1", "wait", 3, "way"], *turns, [0, "1", "run", 3])
    assert said[1:] == [
        "Task-2 has its first turn: it waits for the event gate (line 5).",
        "Task-3 has its first turn: it waits for the event gate (line 6).",
        "Task-4 has its first turn: it waits for the event gate (line 7).",
        "Task-5 to Task-13 do the same, one after the other.",
        "Task-1 goes on at line 3.",
        "The loop ends, and with it the program, after 0.0 s.",
    ]


def test_who_wakes_with_another_is_not_told_as_if_it_woke_alone() -> None:
    sleeps = [row for who in "23" for row in ([0, who, "run", 5], [0, who, "wait", 5, "sleep", 1.0 if who == "2" else 2.0])]
    alone = [[1, "2", "run", 5], [1, "2", "wait", 5, "sleep", 2.0]]
    both = [[2, "2", "ready"], [2, "3", "ready"], [2, "2", "run", 5], [2, "2", "done"]]
    rest = [[2, "1", "run", 4], [2, "1", "wait", 4, "way"], [2, "3", "run", 5], [2, "3", "done"]]
    run = Run(Recording.of({"snippet": "a/b", "code": "", "seconds": 2}, [*BEGIN, *BOTH, *sleeps, *alone, *both, *rest]))
    assert [step.kind for step in run.steps[5:]] == ["gap", "turn", "gap", "turn", "turn", "turn", "end"]


def test_who_ends_the_program_is_ready_before() -> None:
    waits = [[0, "M", "wait", 2, "event", "gate"], [1, "M", "run", 2], [1, "M", "print", 3, "a\n"]]
    run = Run(Recording.of({"snippet": "a/b", "code": "", "seconds": 1}, waits))
    assert [step_in_words(step) for step in run.steps[-2:]] == [
        [
            "gap 1 1: M:queues+; M:ready@2; M; None; 0",
            "    1.0 s pass, and everyone waits. Then the main thread is ready. Next: the main thread.",
        ],
        [
            "turn 1 0: M:ready; M:going@3; -; None; 1",
            "    The main thread prints “a” (line 3). The program ends after 1.0 s.",
        ],
    ]


def test_what_the_main_thread_does_often_is_told_once() -> None:
    said = told([*each("M M M M M M M", 0, ["run", 2], ["wait", 2, "way"]), [0, "M", "run", 3], [0, "M", "print", 3, "a\n"]])
    assert said[1:] == [
        "The main thread reads the file from the top. It gives way to the others (line 2).",
        "The main thread does the same, 6 times more.",
        "The main thread goes on: it prints “a” (line 3). The program ends after 0.0 s.",
    ]


def test_the_first_token_for_one_comes_while_another_wakes() -> None:
    asks = each("3", 0, ["run", 7], ["call", 7, "model", "Hi"], ["wait", 7, "model"])
    sleeps = [row for at in (0, 1) for row in each("2", at, ["run", 5], ["wait", 5, "sleep", at + 1.0])]
    both = [[2, "3", "first"], *each("2", 2, ["run", 5], ["wait", 5, "sleep", 3.0])]
    assert sentences(*BOTH, *asks, *sleeps, *both, *each("3", 3, ["run", 7], ["end"], ["done"]))[3:-1] == [
        "1.0 s pass, and everyone waits. Then Task-2 has slept enough.",
        "Task-2 sleeps until 2.0 s (line 5).",
        "1.0 s pass. Then the first token for Task-3 arrives. Then Task-2 has slept enough: it sleeps until 3.0 s (line 5).",
        "1.0 s pass. Then Task-3 has its whole answer and is done.",
    ]


def test_those_who_wait_for_other_things_are_not_told_together() -> None:
    ids = "23456789"
    waits = [row for who in ids for row in each(who, 0, ["run", 5], ["wait", 5, "lock" if who < "6" else "event"])]
    said = sentences(*([0, who, "made", 2, "work", "1"] for who in ids), [0, "1", "wait", 3, "way"], *waits)
    assert said[1:-1] == [
        "Task-2 has its first turn: it waits for a lock (line 5).",
        "Task-3, Task-4 and Task-5 do the same, one after the other.",
        "Task-6 has its first turn: it waits for an event (line 5).",
        "Task-7, Task-8 and Task-9 do the same, one after the other.",
    ]


def test_what_is_made_while_time_passes_is_no_turn_of_its_maker() -> None:
    made = [[0, "1", "wait", 2, "sleep", 2.0], [1, "2", "made", 2, "work", "1"], [1, "2", "run", 5], [1, "2", "done"]]
    run = Run(Recording.of({"snippet": "a/b", "code": "", "seconds": 2}, [*BEGIN, *made, [2, "1", "run", 2], [2, "1", "done"]]))
    assert [(step.kind, [who for who, _ in step.turns]) for step in run.steps[2:6]] == [
        ("turn", ["1"]),
        ("gap", []),
        ("turn", ["2"]),
        ("both", ["1"]),
    ]


def test_a_warning_is_what_begins_with_one() -> None:
    said = sentences([0, "1", "print", 2, "a\nb.py:1: UserWarning: x\n", "stderr"], [0, "1", "done"])
    assert said[0] == "Task-1 has its first turn: it prints 2 lines (line 2) and is done."


def test_who_once_held_up_the_loop_does_not_do_so_for_ever() -> None:
    holds = [[0, "1", "wait", 2, "sleep", 1.0], [0, "1", "holds", 2, 1.0]]
    waits = [[1, "1", "run", 2], [1, "1", "wait", 3, "sleep", 2.0], [2, "1", "run", 3], [2, "1", "done"]]
    assert sentences(*holds, *waits) == [
        "Task-1 has its first turn: it waits until 1.0 s without giving up its turn: the loop is held up.",
        "1.0 s pass. Task-1 holds up the loop. Then it sleeps until 2.0 s (line 3).",
        "1.0 s pass, and everyone waits. Then Task-1 has slept enough.",
        "Task-1 is done.",
        "The loop ends, and with it the program, after 2.0 s.",
    ]


def test_an_answer_is_read_token_by_token_also_where_nothing_is_printed() -> None:
    call = [[0, "1", "call", 2, "model", "One"], [0, "1", "wait", 2, "model"], [1, "1", "first"]]
    reads = [row for at in (1, 2) for row in ([at, "1", "run", 2], [at, "1", "wait", 2, "model"])]
    assert sentences(*call, *reads, [3, "1", "run", 2], [3, "1", "end"], [3, "1", "done"])[1:-1] == [
        "1.0 s pass, and everyone waits. Then the first token for Task-1 arrives: Task-1 is ready.",
        "Task-1 waits for the next token (line 2).",
        "1.0 s pass. Then the next token for Task-1 arrives: it waits for the next token (line 2).",
        "1.0 s pass. Then the last token for Task-1 arrives: it has its whole answer and is done.",
    ]


def test_each_wait_has_its_row_in_the_machine() -> None:
    shared = {
        "first": "tasks",
        "job": "join",
        "pool": "join",
        "elsewhere": "join",
        "way": "ready",
        "rest": "response",
        "connect": "socket",
    }
    for why in WAITS.keys() - {"thread"}:
        events = [*BEGIN, [0, "1", "wait", 2, why], [1, "1", "run", 2], [1, "1", "done"]]
        run = Run(Recording.of({"snippet": "a/b", "code": "", "seconds": 1}, events))
        assert run.steps[2].places["1"] == (shared.get(why, why), 2)


def test_who_finds_a_free_thread_is_not_told_with_who_finds_none() -> None:
    begins = [row for who in "2345678" for row in hands(who)]
    works = each("2a 3a 4a 5a", 0, ["run", 6, "pool_0"], ["wait", 6, "sleep", 1.0])
    ends = each("2a 3a 4a 5a", 1, ["run", 6], ["done"]) + each("6a 7a 8a", 1, ["run", 6, "pool_0"], ["wait", 6, "sleep", 2.0])
    events = [*makes("2 3 4 5 6 7 8"), *begins, *works, *ends, *each("6a 7a 8a", 2, ["done"])]
    run = Run(Recording.of({"snippet": "a/b", "code": "", "seconds": 2}, events))
    assert [step.sentence for step in run.steps if step.at == 0][3:] == [
        "Task-2 has its first turn: it hands its call to a thread of the pool, and waits for it.",
        "Task-3, Task-4 and Task-5 do the same, one after the other.",
        "Task-6 has its first turn: it finds no free thread in the pool: its call queues.",
        "Task-7 has its first turn: it finds no free thread in the pool: its call queues.",
        "Task-8 has its first turn: it finds no free thread in the pool: its call queues.",
        "The thread of Task-2 begins: it sleeps until 1.0\N{NO-BREAK SPACE}s (line 6).",
        "The threads of Task-3, Task-4 and Task-5 do the same, one after the other.",
    ]


# -- what stands beside the sentences


def each(ids: str, at: float, *did: list) -> list[list]:
    """The same turns of several, one after the other."""
    return [[at, who, *row] for who in ids.split() for row in did]


def makes(ids: str) -> list[list]:
    """The first turn of main(): it makes tasks, and waits for them."""
    return [*BEGIN, *([0, who, "made", 2, "work", "1"] for who in ids.split()), [0, "1", "wait", 3, "tasks", ids]]


def hands(who: str, *then: list) -> list[list]:
    """A task gives its work to a pool, whose thread may begin at once."""
    job = f"{who}a"
    return [
        [0, who, "run", 5],
        [0, job, "made", 5, "job", who],
        [0, who, "wait", 5, "thread", job],
        *([0, job, *row] for row in then),
    ]


JOIN = [
    [0, "A", "made", 2, "work", "M", "Thread-1"],
    [0, "B", "made", 3, "ask", "M", "Thread-2"],
    [0, "M", "wait", 4, "join", "A"],
]

STEPPED: dict[str, list[list]] = {
    "threads": [
        *JOIN,
        *each("A", 0, ["run", 6], ["wait", 7, "sleep", 1.0]),
        *each("B", 0, ["run", 9], ["call", 9, "model", "Hi", "thread"], ["wait", 9, "model"]),
        *each("A", 1, ["run", 7], ["print", 8, "a\nb\n"], ["wait", 7, "sleep", 3.0]),
        [1, "B", "first"],
        *each("B", 2, ["run", 9], ["end"], ["call", 10, "retriever", "x", "thread"], ["wait", 10, "model"]),
        *each("B", 2.5, ["run", 10], ["end"], ["done"]),
        *each("A", 3, ["run", 7], ["done"]),
        *each("M", 3, ["run", 4], ["print", 5, "end\n", "stderr"]),
    ],
    "timers of threads": [
        *JOIN,
        *each("A B", 0, ["run", 6], ["wait", 7, "sleep", 1.0]),
        *each("A B", 1, ["run", 7], ["done"]),
        [1, "M", "run", 4],
    ],
    "a time-out": [
        *BEGIN,
        *each("1", 0, ["call", 2, "tool", "look_up"], ["wait", 2, "sleep", 1.0]),
        *each("1", 1, ["run", 2], ["end"], ["timer", 3, 2.0], ["call", 4, "model", "Hi"], ["wait", 4, "model"]),
        [1.5, "1", "served"],
        [2, "1", "cancel", None, "timer"],
        *each("1", 2, ["run", 4], ["end", None, "cancelled"], ["print", 5, "late\n"], ["done"]),
        *each("M", 2, ["run", 9], ["print", 10, "x\n"]),
    ],
    "callbacks": [
        *BEGIN,
        [0, "1", "wait", 2, "event", "gate"],
        *each("M", 1, ["run", 9], ["print", 4, "ring\n"]),
        [1, "1", "ready"],
        *each("1", 1, ["run", 2], ["wait", 3, "way"]),
        *each("M", 1, ["run", 9], ["print", 4, "rang\n"]),
        *each("1", 1, ["run", 3], ["done"]),
        *each("M", 1, ["run", 9], ["print", 10, "after\n"]),
    ],
    "a pool of one thread": [
        *makes("2 3 4"),
        *hands("2", ["run", 6, "pool_0"], ["wait", 6, "sleep", 1.0]),
        *hands("3"),
        *each("4", 0, ["run", 7], ["wait", 7, "sleep", 2.0], ["holds", 7, 2.0]),
        *each("4", 2, ["run", 7], ["done"]),
        *each("2a", 2, ["run", 6], ["done"]),
        *each("3a", 2, ["run", 6, "pool_0"], ["done"]),
        *each("2 3", 2, ["run", 5], ["done"]),
        *each("1", 2, ["run", 3], ["done"]),
    ],
    "many tasks": [
        *makes("2 3 4 5 6 7"),
        *each("2 3 4 5 6 7", 0, ["run", 5], ["wait", 6, "sleep", 1]),
        *each("2 3 4 5 6 7", 1, ["run", 6], ["print", 7, "x\n"], ["done"]),
        *each("1", 1, ["run", 3], ["done"]),
    ],
    "one task, often": [*BEGIN, *each("1 1 1 1 1 1", 0, ["wait", 3, "way"], ["run", 3]), [0, "1", "done"]],
    "threads that are made one by one": [
        *(
            row
            for who in "ABCDEF"
            for row in (
                [0, "M", "run", 2],
                [0, who, "made", 2, "work", "M", f"Thread-{who}"],
                [0, "M", "wait", 2, "way"],
                *each(who, 0, ["run", 4], ["wait", 5, "sleep", 1]),
            )
        ),
        *each("M", 0, ["run", 3], ["wait", 3, "join", "A"]),
        *each("A B C D E F", 1, ["run", 5], ["done"]),
        [1, "M", "run", 3],
    ],
    "tasks that end while threads begin": [
        *makes("2 3 4 5 6 7 8 9"),
        *(row for who in "23456789" for row in hands(who)),
        *(
            row
            for ends, begins in zip("2345", ["6a", "7a", "8a", "9a"], strict=True)
            for row in each(ends, 1, ["run", 5], ["done"]) + each(begins, 1, ["run", 6, "pool_0"], ["wait", 6, "sleep", 2])
        ),
        *each("6 7 8 9", 2, ["cancelled"]),
    ],
    "tasks that end with their threads": [
        *makes("2 3 4 5 6"),
        *(row for who in "23456" for row in hands(who, ["run", 6, f"pool_{who}"], ["wait", 6, "sleep", 1])),
        *(row for who in "23456" for row in each(f"{who}a", 1, ["run", 6], ["done"]) + each(who, 1, ["run", 5], ["done"])),
        *each("1", 1, ["run", 3], ["done"]),
    ],
    "threads of a pool": [
        *makes("2 3 4 5 6"),
        *(row for who in "23456" for row in hands(who)),
        *each("2a 3a 4a 5a 6a", 1, ["run", 6, "pool_0"], ["wait", 6, "sleep", 2.0]),
        *each("2a 3a 4a 5a 6a", 2, ["run", 6], ["done"]),
        *each("2 3 4 5 6", 2, ["run", 5], ["done"]),
        *each("1", 2, ["run", 3], ["done"]),
    ],
}

LANES = {"a pool of one thread": 3, "many tasks": 4}
LANES |= dict.fromkeys([name for name in STEPPED if name.startswith(("threads ", "tasks that"))], 1)
"""How many tasks and threads are drawn, where it is not all of them."""

SHOWN: dict[str, list[str]] = {
    "threads": [
        "start 0 0: M:ready; M:ready@None; M; None; 0",
        "    Nothing has run yet. Press Play, or step forward.",
        "turn 0 0: M:ready; M:join@4 A:ready@2 B:ready@3; A B; None; 0",
        "    The main thread reads the file from the top. It starts thread A and thread B (lines 2 to 3) and waits for thread A to end (line 4). Next: thread A.",
        "turn 0 0: M:others+ A:ready B:ready; M:join@4 A:sleep@7 B:ready@3; B; 1.0; 0",
        "    Thread A begins: it sleeps until 1.0 s (line 7). Next: thread B.",
        "turn 0 0: M:others+ A:sleeping+ B:ready; M:join@4 A:sleep@7 B:model@9; -; 1.0; 0",
        "    Thread B begins: it asks the model “Hi” (line 9) and waits for its answer.",
        "gap 1 1: M:others+ A:sleeping+ B:waiting+; M:join@4 A:ready@7 B:model@9; A; None; 0",
        "    1.0 s pass, and everyone waits. Then thread A has slept enough. Next: thread A.",
        "turn 1 0: M:others+ A:ready B:waiting+ > M:others+ A:ready B:answering+; M:join@4 A:sleep@7 B:model@9; -; 3.0; 2",
        "    Thread A goes on: it prints 2 lines (line 8) and sleeps until 3.0 s (line 7).",
        "both 2 1: M:others+ A:sleeping+ B:answering+ > M:others+ A:sleeping+ B:ready; M:join@4 A:sleep@7 B:model@10; -; 3.0; 2",
        "    1.0 s pass. Then thread B has its whole answer, searches for “x” (line 10) and waits for its documents.",
        "both 2.5 0.5: M:others+ A:sleeping+ B:running+ > M:others+ A:sleeping+ B:ready; M:join@4 A:sleep@7; -; 3.0; 2",
        "    0.5 s pass. Then thread B has its documents and is done.",
        "both 3 0.5: M:others+ A:sleeping+ > M:others+ A:ready; M:join@4; -; None; 2",
        "    0.5 s pass. Then thread A has slept enough: it is done. Next: the main thread.",
        "turn 3 0: M:others+; M:going@5; -; None; 3",
        "    The main thread goes on: it prints “end” (line 5). The program ends after 3.0 s.",
    ],
    "timers of threads": [
        "start 0 0: M:ready; M:ready@None; M; None; 0",
        "    Nothing has run yet. Press Play, or step forward.",
        "turn 0 0: M:ready; M:join@4 A:ready@2 B:ready@3; A B; None; 0",
        "    The main thread reads the file from the top. It starts thread A and thread B (lines 2 to 3) and waits for thread A to end (line 4). Next: thread A.",
        "turn 0 0: M:others+ A:ready B:ready; M:join@4 A:sleep@7 B:ready@3; B; 1.0; 0",
        "    Thread A begins: it sleeps until 1.0 s (line 7). Next: thread B.",
        "turn 0 0: M:others+ A:sleeping+ B:ready; M:join@4 A:sleep@7 B:sleep@7; -; 1.0; 0",
        "    Thread B begins: it sleeps until 1.0 s (line 7).",
        "gap 1 1: M:others+ A:sleeping+ B:sleeping+; M:join@4 A:ready@7 B:ready@7; A B; None; 0",
        "    1.0 s pass, and everyone waits. Then thread A and thread B have slept enough. Next: thread A.",
        "turn 1 0: M:others+ A:ready B:ready; M:join@4 B:ready@7; B; None; 0",
        "    Thread A is done. Next: thread B.",
        "turn 1 0: M:others+ B:ready; M:join@4; -; None; 0",
        "    Thread B is done.",
        "end 1 0: M:others+; M:going@4; -; None; 0",
        "    The program ends after 1.0 s.",
    ],
    "a time-out": [
        "start 0 0: -; -; -; None; 0",
        "    Nothing has run yet. Press Play, or step forward.",
        "turn 0 0: -; 1:ready@9; 1; None; 0",
        "    The main thread reads the file from the top. Line 9 starts an event loop and makes Task-1, to run main() in it. Next: Task-1.",
        "turn 0 0: 1:ready; 1:sleep@2; -; 1.0; 0",
        "    Task-1 has its first turn: it calls the tool “look_up” (line 2) and sleeps until 1.0 s. Nobody is ready: the loop sleeps.",
        "gap 1 1: 1:running; 1:ready@2; 1; None; 0",
        "    1.0 s pass, and everyone waits. Then Task-1 has slept enough. Next: Task-1.",
        "turn 1 0: 1:ready; 1:slot@4; -; 2.0; 0",
        "    Task-1 has the tool’s result, sets a time-out that ends at 2.0 s (line 3), asks the model “Hi” (line 4) and waits in the queue of the server. Nobody is ready: the loop sleeps.",
        "gap 1.5 0.5: 1:queues; 1:model@4; -; 2.0; 0",
        "    0.5 s pass, and everyone waits.",
        "gap 2 0.5: 1:waiting; 1:model@4; -; None; 0",
        "    0.5 s pass, and everyone waits. Then the time-out of Task-1 is over: it is cancelled where it waits, at line 4. Next: Task-1.",
        "turn 2 0: 1:waiting; -; -; None; 1",
        "    Task-1 goes on: it loses its call, prints “late” (line 5) and is done. Next: the main thread.",
        "turn 2 0: -; M:going@10; -; None; 2",
        "    The main thread goes on: it prints “x” (line 10). The program ends after 2.0 s.",
    ],
    "callbacks": [
        "start 0 0: -; -; -; None; 0",
        "    Nothing has run yet. Press Play, or step forward.",
        "turn 0 0: -; 1:ready@9; 1; None; 0",
        "    The main thread reads the file from the top. Line 9 starts an event loop and makes Task-1, to run main() in it. Next: Task-1.",
        "turn 0 0: 1:ready; 1:event@2; -; None; 0",
        "    Task-1 has its first turn: it waits for the event gate (line 2). Nobody is ready: the loop sleeps.",
        "gap 1 1: 1:queues; 1:event@2; -; None; 0",
        "    1.0 s pass, and everyone waits. Next: a callback of the event loop.",
        "turn 1 0: 1:queues; 1:ready@2; 1; None; 1",
        "    A callback of the event loop goes on: it prints “ring” (line 4). Next: Task-1.",
        "turn 1 0: 1:ready; 1:ready@3; -; None; 1",
        "    Task-1 gives way to the others (line 3). Next: a callback of the event loop.",
        "turn 1 0: 1:others; 1:ready@3; -; None; 2",
        "    A callback of the event loop goes on: it prints “rang” (line 4). Next: Task-1.",
        "turn 1 0: 1:others; -; -; None; 2",
        "    Task-1 is done. Next: the main thread.",
        "turn 1 0: -; M:going@10; -; None; 3",
        "    The main thread goes on: it prints “after” (line 10). The program ends after 1.0 s.",
    ],
    "a pool of one thread": [
        "start 0 0: -; -; -; None; 0",
        "    Nothing has run yet. Press Play, or step forward.",
        "turn 0 0: -; 1:ready@9; 1; None; 0",
        "    The main thread reads the file from the top. Line 9 starts an event loop and makes Task-1, to run main() in it. Next: Task-1.",
        "turn 0 0: 1:ready; 1:tasks@3 2:ready@2 3:ready@2 4:ready@2; 2 3 4; None; 0",
        "    Task-1 has its first turn: it makes Task-2, Task-3 and Task-4 (line 2) and waits for all of them (line 3). Next: Task-2.",
        "turn 0 0: 1:others 2:ready; 1:tasks@3 2:thread@5 3:ready@2 4:ready@2; 3 4; None; 0",
        "    Task-2 has its first turn: it hands its call to a thread of the pool, and waits for it. Next: the thread of Task-2.",
        "turn 0 0: 1:others 2:thread; 1:tasks@3 2:thread@5 3:ready@2 4:ready@2 2a:sleep@6; 3 4; 1.0; 0",
        "    The thread of Task-2 begins: it sleeps until 1.0 s (line 6). Next: Task-3.",
        "turn 0 0: 1:others 2:thread 2a:sleeping+; 1:tasks@3 2:thread@5 3:free@5 4:ready@2 2a:sleep@6; 4; 1.0; 0",
        "    Task-3 has its first turn: it finds no free thread in the pool: its call queues. Next: Task-4.",
        "turn 0 0: 1:others 2:thread 2a:sleeping+; 1:tasks@3 2:thread@5 3:free@5 4:sleep@7 2a:sleep@6; -; 1.0; 0",
        "    Task-4 has its first turn: it waits until 2.0 s without giving up its turn: the loop is held up.",
        "both 2 2: 1:others 2:thread 2a:sleeping+ 4:sleeping+ > 1:others 2:thread 2a:kept 4:sleeping+; 1:tasks@3 2:thread@5 3:free@5 2a:ready@6; 2a; None; 0",
        "    2.0 s pass. Task-4 holds up the loop. Then it is done. Next: the thread of Task-2.",
        "turn 2 0: 1:others 2:thread 2a:ready; 1:tasks@3 2:thread@5 3:free@5; -; None; 0",
        "    The thread of Task-2 is done. Next: the thread of Task-3.",
        "turn 2 0: 1:others 2:thread; 1:tasks@3 2:thread@5 3:thread@5; -; None; 0",
        "    The thread of Task-3 begins, and is done at once. Next: Task-2.",
        "turn 2 0: 1:others 2:thread; 1:tasks@3 3:thread@5; -; None; 0",
        "    Task-2 is done. Next: Task-3.",
        "turn 2 0: 1:others; 1:tasks@3; -; None; 0",
        "    Task-3 is done. Next: Task-1.",
        "turn 2 0: 1:others; -; -; None; 0",
        "    Task-1 is done.",
        "end 2 0: -; -; -; None; 0",
        "    The loop ends, and with it the program, after 2.0 s.",
    ],
    "many tasks": [
        "start 0 0: -; -; -; None; 0",
        "    Nothing has run yet. Press Play, or step forward.",
        "turn 0 0: -; 1:ready@9; 1; None; 0",
        "    The main thread reads the file from the top. Line 9 starts an event loop and makes Task-1, to run main() in it. Next: Task-1.",
        "turn 0 0: 1:ready; 1:tasks@3 2:ready@2 3:ready@2 4:ready@2 5:ready@2 6:ready@2 7:ready@2; 2 3 4 5 6 7; None; 0",
        "    Task-1 has its first turn: it makes Task-2 to Task-7 (line 2) and waits for all of them (line 3). Next: Task-2.",
        "turn 0 0: 1:others 2:ready 3:ready; 1:tasks@3 2:sleep@6 3:ready@2 4:ready@2 5:ready@2 6:ready@2 7:ready@2; 3 4 5 6 7; 1.0; 0",
        "    Task-2 has its first turn: it sleeps until 1.0 s (line 6). Next: Task-3.",
        "many 0 0: 1:others 2:sleeping 3:ready > 1:others 2:sleeping 3:sleeping; 1:tasks@3 2:sleep@6 3:sleep@6 4:sleep@6 5:sleep@6 6:sleep@6 7:sleep@6; -; 1.0; 0",
        "    Task-3 to Task-7 do the same, one after the other. Nobody is ready: the loop sleeps.",
        "gap 1 1: 1:others 2:sleeping 3:sleeping; 1:tasks@3 2:ready@6 3:sleep@6 4:sleep@6 5:sleep@6 6:sleep@6 7:sleep@6; 2; None; 0",
        "    1.0 s pass, and everyone waits. Then Task-2 has slept enough. Next: Task-2.",
        "turn 1 0: 1:others 2:ready 3:sleeping; 1:tasks@3 3:sleep@6 4:sleep@6 5:sleep@6 6:sleep@6 7:sleep@6; -; None; 1",
        "    Task-2 goes on: it prints “x” (line 7) and is done. Next: Task-3.",
        "many 1 0: 1:others 3:sleeping > 1:others; 1:tasks@3; -; None; 6",
        "    Task-3 to Task-7 do the same, one after the other. Next: Task-1.",
        "turn 1 0: 1:others; -; -; None; 6",
        "    Task-1 is done.",
        "end 1 0: -; -; -; None; 6",
        "    The loop ends, and with it the program, after 1.0 s.",
    ],
    "one task, often": [
        "start 0 0: -; -; -; None; 0",
        "    Nothing has run yet. Press Play, or step forward.",
        "turn 0 0: -; 1:ready@9; 1; None; 0",
        "    The main thread reads the file from the top. Line 9 starts an event loop and makes Task-1, to run main() in it. Next: Task-1.",
        "turn 0 0: 1:ready; 1:ready@3; -; None; 0",
        "    Task-1 has its first turn: it gives way to the others (line 3).",
        "turn 0 0: 1:others; 1:ready@3; -; None; 0",
        "    Task-1 gives way to the others (line 3).",
        "many 0 0: 1:others; 1:ready@3; -; None; 0",
        "    Task-1 does the same, 4 times more.",
        "turn 0 0: 1:others; -; -; None; 0",
        "    Task-1 is done.",
        "end 0 0: -; -; -; None; 0",
        "    The loop ends, and with it the program, after 0.0 s.",
    ],
    "threads that are made one by one": [
        "start 0 0: M:ready; M:ready@None; M; None; 0",
        "    Nothing has run yet. Press Play, or step forward.",
        "turn 0 0: M:ready; M:ready@2 A:ready@2; A; None; 0",
        "    The main thread reads the file from the top. It starts thread A (line 2) and gives way to the others. Next: thread A.",
        "turn 0 0: M:others+; M:ready@2 A:sleep@5; -; 1.0; 0",
        "    Thread A begins: it sleeps until 1.0 s (line 5). Next: the main thread.",
        "many 0 0: M:others+; M:ready@2 A:sleep@5 B:sleep@5 C:sleep@5 D:sleep@5 E:sleep@5 F:sleep@5; -; 1.0; 0",
        "    Thread B, thread C, thread D, thread E and thread F do the same, one after the other. Next: the main thread.",
        "turn 0 0: M:others+; M:join@3 A:sleep@5 B:sleep@5 C:sleep@5 D:sleep@5 E:sleep@5 F:sleep@5; -; 1.0; 0",
        "    The main thread waits for thread A to end (line 3).",
        "gap 1 1: M:others+; M:join@3 A:ready@5 B:ready@5 C:ready@5 D:ready@5 E:ready@5 F:ready@5; A B C D E F; None; 0",
        "    1.0 s pass, and everyone waits. Then thread A, thread B, thread C, thread D, thread E and thread F have slept enough. Next: thread A.",
        "turn 1 0: M:others+; M:join@3 B:ready@5 C:ready@5 D:ready@5 E:ready@5 F:ready@5; B C D E F; None; 0",
        "    Thread A is done. Next: thread B.",
        "many 1 0: M:others+; M:join@3; -; None; 0",
        "    Thread B, thread C, thread D, thread E and thread F do the same, one after the other.",
        "end 1 0: M:others+; M:going@3; -; None; 0",
        "    The program ends after 1.0 s.",
    ],
    "tasks that end while threads begin": [
        "start 0 0: -; -; -; None; 0",
        "    Nothing has run yet. Press Play, or step forward.",
        "turn 0 0: -; 1:ready@9; 1; None; 0",
        "    The main thread reads the file from the top. Line 9 starts an event loop and makes Task-1, to run main() in it. Next: Task-1.",
        "turn 0 0: -; 1:tasks@3 2:ready@2 3:ready@2 4:ready@2 5:ready@2 6:ready@2 7:ready@2 8:ready@2 9:ready@2; 2 3 4 5 6 7 8 9; None; 0",
        "    Task-1 has its first turn: it makes Task-2 to Task-9 (line 2) and waits for all of them (line 3). Next: Task-2.",
        "turn 0 0: -; 1:tasks@3 2:free@5 3:ready@2 4:ready@2 5:ready@2 6:ready@2 7:ready@2 8:ready@2 9:ready@2; 3 4 5 6 7 8 9; None; 0",
        "    Task-2 has its first turn: it finds no free thread in the pool: its call queues. Next: Task-3.",
        "many 0 0: -; 1:tasks@3 2:free@5 3:free@5 4:free@5 5:free@5 6:free@5 7:free@5 8:free@5 9:free@5; -; None; 0",
        "    Task-3 to Task-9 do the same, one after the other. Nobody is ready: the loop sleeps.",
        "gap 1 1: -; 1:tasks@3 2:ready@5 3:free@5 4:free@5 5:free@5 6:free@5 7:free@5 8:free@5 9:free@5; 2; None; 0",
        "    1.0 s pass, and everyone waits. Then Task-2 is ready. Next: Task-2.",
        "turn 1 0: -; 1:tasks@3 3:free@5 4:free@5 5:free@5 6:free@5 7:free@5 8:free@5 9:free@5; -; None; 0",
        "    Task-2 is done. Next: the thread of Task-6.",
        "turn 1 0: -; 1:tasks@3 3:free@5 4:free@5 5:free@5 6:thread@5 7:free@5 8:free@5 9:free@5 6a:sleep@6; -; 2.0; 0",
        "    The thread of Task-6 begins: it sleeps until 2.0 s (line 6). Next: Task-3.",
        "many 1 0: -; 1:tasks@3 6:thread@5 7:thread@5 8:thread@5 9:thread@5 6a:sleep@6 7a:sleep@6 8a:sleep@6 9a:sleep@6; -; 2.0; 0",
        "    The same happens to the others: Task-3, Task-4 and Task-5 are done, and the threads of Task-7, Task-8 and Task-9 begin. Nobody is ready: the loop sleeps.",
        "gap 2 1: -; 1:tasks@3 6a:sleep@6 7a:sleep@6 8a:sleep@6 9a:sleep@6; -; None; 0",
        "    1.0 s pass, and everyone waits.",
        "end 2 0: -; 1:tasks@3 6a:sleep@6 7a:sleep@6 8a:sleep@6 9a:sleep@6; -; None; 0",
        "    The loop ends, and with it the program, after 2.0 s.",
    ],
    "tasks that end with their threads": [
        "start 0 0: -; -; -; None; 0",
        "    Nothing has run yet. Press Play, or step forward.",
        "turn 0 0: -; 1:ready@9; 1; None; 0",
        "    The main thread reads the file from the top. Line 9 starts an event loop and makes Task-1, to run main() in it. Next: Task-1.",
        "turn 0 0: -; 1:tasks@3 2:ready@2 3:ready@2 4:ready@2 5:ready@2 6:ready@2; 2 3 4 5 6; None; 0",
        "    Task-1 has its first turn: it makes Task-2 to Task-6 (line 2) and waits for all of them (line 3). Next: Task-2.",
        "turn 0 0: -; 1:tasks@3 2:thread@5 3:ready@2 4:ready@2 5:ready@2 6:ready@2; 3 4 5 6; None; 0",
        "    Task-2 has its first turn: it hands its call to a thread of the pool, and waits for it. Next: the thread of Task-2.",
        "turn 0 0: -; 1:tasks@3 2:thread@5 3:ready@2 4:ready@2 5:ready@2 6:ready@2 2a:sleep@6; 3 4 5 6; 1.0; 0",
        "    The thread of Task-2 begins: it sleeps until 1.0 s (line 6). Next: Task-3.",
        "many 0 0: -; 1:tasks@3 2:thread@5 3:thread@5 4:thread@5 5:thread@5 6:thread@5 2a:sleep@6 3a:sleep@6 4a:sleep@6 5a:sleep@6 6a:sleep@6; -; 1.0; 0",
        "    Task-3 to Task-6 do the same, one after the other. Nobody is ready: the loop sleeps.",
        "gap 1 1: -; 1:tasks@3 2:thread@5 3:thread@5 4:thread@5 5:thread@5 6:thread@5 2a:ready@6 3a:ready@6 4a:ready@6 5a:ready@6 6a:ready@6; 2a 3a 4a 5a 6a; None; 0",
        "    1.0 s pass, and everyone waits. Then the threads of Task-2 to Task-6 have slept enough. Next: the thread of Task-2.",
        "turn 1 0: -; 1:tasks@3 2:thread@5 3:thread@5 4:thread@5 5:thread@5 6:thread@5 3a:ready@6 4a:ready@6 5a:ready@6 6a:ready@6; 3a 4a 5a 6a; None; 0",
        "    The thread of Task-2 is done. Next: Task-2.",
        "turn 1 0: -; 1:tasks@3 3:thread@5 4:thread@5 5:thread@5 6:thread@5 3a:ready@6 4a:ready@6 5a:ready@6 6a:ready@6; 3a 4a 5a 6a; None; 0",
        "    Task-2 is done. Next: the thread of Task-3.",
        "many 1 0: -; 1:tasks@3; -; None; 0",
        "    The same happens to the others: Task-3 to Task-6 are done. Next: Task-1.",
        "turn 1 0: -; -; -; None; 0",
        "    Task-1 is done.",
        "end 1 0: -; -; -; None; 0",
        "    The loop ends, and with it the program, after 1.0 s.",
    ],
    "threads of a pool": [
        "start 0 0: -; -; -; None; 0",
        "    Nothing has run yet. Press Play, or step forward.",
        "turn 0 0: -; 1:ready@9; 1; None; 0",
        "    The main thread reads the file from the top. Line 9 starts an event loop and makes Task-1, to run main() in it. Next: Task-1.",
        "turn 0 0: -; 1:tasks@3 2:ready@2 3:ready@2 4:ready@2 5:ready@2 6:ready@2; 2 3 4 5 6; None; 0",
        "    Task-1 has its first turn: it makes Task-2 to Task-6 (line 2) and waits for all of them (line 3). Next: Task-2.",
        "turn 0 0: -; 1:tasks@3 2:free@5 3:ready@2 4:ready@2 5:ready@2 6:ready@2; 3 4 5 6; None; 0",
        "    Task-2 has its first turn: it finds no free thread in the pool: its call queues. Next: Task-3.",
        "many 0 0: -; 1:tasks@3 2:free@5 3:free@5 4:free@5 5:free@5 6:free@5; -; None; 0",
        "    Task-3 to Task-6 do the same, one after the other. Nobody is ready: the loop sleeps.",
        "gap 1 1: -; 1:tasks@3 2:free@5 3:free@5 4:free@5 5:free@5 6:free@5; -; None; 0",
        "    1.0 s pass, and everyone waits. Next: the thread of Task-2.",
        "turn 1 0: -; 1:tasks@3 2:thread@5 3:free@5 4:free@5 5:free@5 6:free@5 2a:sleep@6; -; 2.0; 0",
        "    The thread of Task-2 begins: it sleeps until 2.0 s (line 6). Next: the thread of Task-3.",
        "many 1 0: -; 1:tasks@3 2:thread@5 3:thread@5 4:thread@5 5:thread@5 6:thread@5 2a:sleep@6 3a:sleep@6 4a:sleep@6 5a:sleep@6 6a:sleep@6; -; 2.0; 0",
        "    The threads of Task-3 to Task-6 do the same, one after the other. Nobody is ready: the loop sleeps.",
        "both 2 1: -; 1:tasks@3 2:thread@5 3:thread@5 4:thread@5 5:thread@5 6:thread@5 3a:ready@6 4a:ready@6 5a:ready@6 6a:ready@6; 3a 4a 5a 6a; None; 0",
        "    1.0 s pass. Then the thread of Task-2 has slept enough: it is done. Next: the thread of Task-3.",
        "many 2 0: -; 1:tasks@3 2:thread@5 3:thread@5 4:thread@5 5:thread@5 6:thread@5; -; None; 0",
        "    The threads of Task-3 to Task-6 do the same, one after the other. Next: Task-2.",
        "turn 2 0: -; 1:tasks@3 3:thread@5 4:thread@5 5:thread@5 6:thread@5; -; None; 0",
        "    Task-2 is done. Next: Task-3.",
        "many 2 0: -; 1:tasks@3; -; None; 0",
        "    Task-3 to Task-6 do the same, one after the other. Next: Task-1.",
        "turn 2 0: -; -; -; None; 0",
        "    Task-1 is done.",
        "end 2 0: -; -; -; None; 0",
        "    The loop ends, and with it the program, after 2.0 s.",
    ],
}
"""Each step: its kind, when it ends and how much time passes in it; what each looks like while time passes, and before its turns, where that is
another; where each stands afterwards; who is ready; the next timer; how many lines are printed. And what is said of it."""


def drawn(looks: dict[str, str]) -> str:
    return " ".join(f"{who}:{look}" for who, look in looks.items() if look) or "-"


def step_in_words(step: Step) -> list[str]:
    looks = " > ".join(look for look, _ in itertools.groupby(map(drawn, step.looks)))
    stands = " ".join(f"{who}:{row}@{line}" for who, (row, line) in step.places.items() if row) or "-"
    shown = f"{looks}; {stands}; {' '.join(step.ready) or '-'}; {step.timer}; {step.printed}"
    said = f"{step.sentence} {step.after}".strip().replace("\N{NO-BREAK SPACE}", " ")
    return [f"{step.kind} {step.at:g} {step.gap:g}: {shown}", f"    {said}"]


@pytest.mark.parametrize("name", STEPPED)
def test_what_a_page_shows_at_each_step(name: str) -> None:
    events = STEPPED[name]
    run = Run(Recording.of({"snippet": "a/b", "code": "", "seconds": events[-1][0]}, events), LANES.get(name))
    assert [words for step in run.steps for words in step_in_words(step)] == SHOWN[name]


# -- what happens next?


def test_a_question_is_answered_from_the_recording(tmp_path: Path) -> None:
    recording = perform(TWO, tmp_path)
    who = question(recording, TWO, "who", after="asyncio.gather(")
    assert (who.text, who.options, who.solution) == ("Who has the next turn?", ["Task-1", "Task-2", "Task-3"], "Task-2")
    prints = question(recording, TWO, "prints", after="asyncio.sleep(seconds)", turn=2)
    assert (prints.options, prints.solution) == (["quick", "slow"], "quick")
    when = question(recording, TWO, "when", after="asyncio.sleep(seconds)", turn=1, until="print(name)")
    assert (when.text, when.answer) == ("At what time does line 6 print?", 1.0)
    blocks = TWO.replace("await asyncio.sleep", "time.sleep").replace("import asyncio", "import asyncio, time")
    who = question(perform(blocks, tmp_path), blocks, "who", after="time.sleep(seconds)")
    assert (who.text, who.solution) == ("Who runs next?", "Task-2"), "it has not given up its turn"


@pytest.mark.parametrize(
    ("form", "options", "why"),
    [
        ("why", {"after": "gather"}, "'why' is no question"),
        ("who", {"after": "nowhere"}, "no line of the program contains 'nowhere'"),
        ("who", {"after": ""}, "0 turns stand at a line with '', and not 1"),
        ("who", {"after": "asyncio.gather(", "turn": 3}, "2 turns stand at a line"),
        ("prints", {"after": "print(name)"}, "there are no two lines"),
        ("when", {"after": "asyncio.gather("}, "name one with until="),
        ("when", {"after": "print(name)", "turn": 2, "until": "print(name)"}, "runs later than 2.0\N{NO-BREAK SPACE}s: name one"),
    ],
)
def test_a_question_without_one_right_answer_is_an_error(form: str, options: dict, why: str, tmp_path: Path) -> None:
    with pytest.raises(Unanswerable, match=why.replace("(", r"\(")):
        question(perform(TWO, tmp_path), TWO, form, **options)


def asked(events: list[list], code: str, form: str, **options: object) -> Question:
    """A question about a run of these events."""
    return question(Recording.of({"snippet": "a/b", "code": "", "seconds": events[-1][0]}, events), code, form, **options)


def test_of_many_who_could_be_next_five_are_to_choose_from_and_the_right_one_is_among_them() -> None:
    # When the seventh has printed, six are left, and the sixth is next.
    tasks = [[0, str(n), "made", 2, "work", "1"] for n in range(2, 8)]
    waits = [row for n in range(2, 8) for row in ([0, str(n), "run", 3], [0, str(n), "wait", 3, "sleep", 9 - n])]
    rest = [
        row
        for n in range(7, 1, -1)
        for row in ([9 - n, str(n), "run", 3], [9 - n, str(n), "print", 4, f"{n}\n"], [9 - n, str(n), "done"])
    ]
    events = [*BEGIN, *tasks, [0, "1", "wait", 2, "tasks", "2 3 4 5 6 7"], *waits, *rest, [7, "1", "run", 2], [7, "1", "done"]]
    code = "main\ngather\nsleep\nprint\n"
    who = asked(events, code, "who", after="print")
    assert (who.options, who.solution) == (["Task-1", "Task-2", "Task-3", "Task-4", "Task-6"], "Task-6")
    assert who.as_data() == {"q": "Who has the next turn?", "a": 4, "o": who.options}
    prints = asked(events, code, "prints", after="gather")
    assert (prints.options, prints.answer) == (["5", "6", "7"], 2)
    when = asked(events, code, "when", after="gather", until="print")
    assert (when.text, when.as_data()) == ("At what time does line 4 print?", {"q": when.text, "a": 2.0})
    assert when.solution == "2.0\N{NO-BREAK SPACE}s"
    again = asked(events, code, "when", after="print", turn=1, until="print")
    assert (again.text, again.answer) == ("At what time does line 4 print again?", 3.0)
    assert asked(events, code, "when", after="gather", until="sleep").text == "At what time does line 3 run again?"


ONE_CALL = [
    *BEGIN,
    [0, "1", "wait", 2, "sleep", 1.0],
    [1, "1", "run", 2],
    [1, "1", "call", 3, "model", "One"],
    [1, "1", "wait", 3, "model"],
    [2, "1", "run", 3],
    [2, "1", "end"],
]
CALLS = [
    *ONE_CALL,
    [2, "1", "call", 4, "tool", "look_up"],
    [2, "1", "wait", 4, "sleep", 3.0],
    [3, "1", "run", 4],
    [3, "1", "end"],
    [3, "1", "done"],
]


@pytest.mark.parametrize(("until", "text"), [("model", "ask the model"), ("tool", "make its call")])
def test_the_time_of_a_call_is_asked_for_by_its_name(until: str, text: str) -> None:
    line = {"model": 3, "tool": 4}[until]
    assert (
        asked(CALLS, "main\nsleep\nmodel\ntool\n", "when", after="sleep", until=until).text
        == f"At what time does line {line} {text}?"
    )


AGAIN = [
    *ONE_CALL,
    [2, "1", "wait", 4, "sleep", 3.0],
    [3, "1", "run", 4],
    [3, "1", "print", 4, "One\n"],
    [3, "1", "call", 3, "model", "Two"],
    [3, "1", "wait", 3, "model"],
    [4, "1", "run", 3],
    [4, "1", "end"],
    [4, "1", "print", 4, "Two\n"],
    [4, "1", "done"],
]


@pytest.mark.parametrize(
    ("after", "turn", "until", "text", "at"),
    [
        ("sleep", 1, "pause", "line 4 run?", 2.0),
        ("pause", 1, "pause", "line 4 print?", 3.0),
        ("pause", 2, "pause", "line 4 print again?", 4.0),
        ("sleep", 1, "model", "line 3 ask the model?", 1.0),
        ("pause", 1, "model", "line 3 ask the model again?", 3.0),
    ],
    ids=["it runs for the first time", "it has run, and not printed", "it has printed", "the first call", "the second call"],
)
def test_a_line_does_something_again_if_it_has_done_the_same_before(
    after: str, turn: int, until: str, text: str, at: float
) -> None:
    when = asked(AGAIN, "main\nsleep\nmodel\npause, print\n", "when", after=after, turn=turn, until=until)
    assert (when.text, when.answer) == (f"At what time does {text}", at)


def test_a_line_that_ran_has_not_made_its_call_and_one_that_began_runs_again() -> None:
    begins = [
        *BEGIN,
        [0, "1", "wait", 2, "sleep", 1.0],
        [1, "1", "run", 2],
        [1, "1", "wait", 4, "sleep", 2.0],
        [2, "1", "run", 4],
    ]
    calls = [[2, "1", "call", 4, "tool", "model"], [2, "1", "wait", 1, "sleep", 3.0], [3, "1", "run", 1], [3, "1", "end"]]
    code = "main\nsleep\n\ncall\n"
    when = asked([*begins, *calls, [3, "1", "done"]], code, "when", after="call", until="call")
    assert (when.text, when.answer) == ("At what time does line 4 make its call?", 2.0)
    when = asked([*begins, *calls, [3, "1", "done"]], code, "when", after="sleep", until="main")
    assert (when.text, when.answer) == ("At what time does line 1 run again?", 2.0)


def test_a_turn_stands_where_it_calls_and_where_it_waits() -> None:
    turn = [[0, "1", "call", 2, "model", "One"], [0, "1", "print", 3, "a\n"], [0, "1", "wait", 4, "lock"]]
    events = [*BEGIN[:2], [0, "1", "run", 2], *turn, [1, "1", "run", 5], [1, "1", "end"], [1, "1", "done"]]
    code = "main\ncall\nprint\nwait\nend\n"
    assert [asked(events, code, "when", after=at, until="end").answer for at in ("call", "print", "wait")] == [1.0] * 3
    with pytest.raises(Unanswerable, match="0 turns stand at a line with 'main', and not 1"):
        asked(events, code, "when", after="main", until="end")
    assert asked(events, code, "when", after="call", until="end").step == 2


def test_alone_nobody_else_could_be_next() -> None:
    with pytest.raises(Unanswerable, match="there is nobody else who could have the next turn"):
        asked(CALLS, "main\nsleep\nmodel\ntool\n", "who", after="sleep")


def test_after_the_last_turn_nothing_happens() -> None:
    begins = [[0, "A", "made", 1, "work", "M", "Thread-1"], [0, "A", "run", 2], [0, "A", "wait", 2, "sleep", 1]]
    events = [*begins, [1, "A", "run", 2], [1, "A", "print", 3, "x\n"], [1, "A", "done"]]
    for form in FORMS:
        with pytest.raises(Unanswerable, match="after 'print' nothing happens any more"):
            asked(events, "start\nsleep\nprint\n", form, after="print", until="sleep")


def test_the_thread_of_a_pool_has_no_name_to_choose() -> None:
    events = [
        *BEGIN,
        [0, "1a", "made", 2, "job", "1"],
        [0, "1", "wait", 2, "thread", "1a"],
        [0, "1a", "run", 3, "asyncio_0"],
        [0, "1a", "wait", 3, "sleep", 1],
        [1, "1a", "run", 3],
        [1, "1a", "done"],
        [1, "1", "run", 2],
        [1, "1", "done"],
    ]
    with pytest.raises(Unanswerable, match="nobody has a turn after that, or a pool's thread"):
        asked(events, "main\nto_thread\nwork\n", "who", after="to_thread")


@pytest.mark.parametrize(
    ("same", "shown"),
    [
        (10, 26),
        (30, 36),
        (40, 48),
        (60, 72),
    ],
)
def test_long_lines_to_choose_from_are_as_short_as_tells_them_apart(same: int, shown: int) -> None:
    lines = ["x" * same + letter + "y" * (71 - same) for letter in "ab"]
    prints = [[1, "1", "print", 2, f"{line}\n"] for line in lines]
    events = [*BEGIN, [0, "1", "wait", 2, "sleep", 1.0], [1, "1", "run", 2], *prints, [1, "1", "done"]]
    found = asked(events, "main\nsleep\n", "prints", after="sleep")
    assert found.options == [line[:shown] + "…" * (shown < 72) for line in lines]
    assert found.answer == 0


def test_a_line_that_would_lose_two_letters_is_whole() -> None:
    lines = ["a" * 28, "b" * 29]
    prints = [[1, "1", "print", 2, f"{line}\n"] for line in lines]
    events = [*BEGIN, [0, "1", "wait", 2, "sleep", 1.0], [1, "1", "run", 2], *prints, [1, "1", "done"]]
    assert asked(events, "main\nsleep\n", "prints", after="sleep").options == ["a" * 28, "b" * 26 + "…"]


# -- as text


STORY = {
    (0, "1", "made", 9, "main", "M"): "Task-1 is made by M, to run main (line 9)",
    (0, "A", "made", 9, "work", "1", "Thread-1 (work)"): "thread A is made by Task-1, to run work (line 9)",
    (0, "M", "loop", 9): "the main thread starts an event loop (line 9)",
    (0, "1", "run", 1): "Task-1 has the turn (line 1)",
    (0, "1", "timer", 2, 3.5): "Task-1 sets a time-out that ends at 3.5 s (line 2)",
    (0, "1", "call", 3, "model", "Hi"): "Task-1 makes model call 1 (line 3): Hi",
    (0, "1", "call", 3, "tool", "look_up", "thread"): "Task-1 makes tool call 2, thread (line 3): look_up",
    (0, "1", "wait", 3, "model"): "Task-1 waits for an answer (line 3)",
    (0, "A", "wait", 3, "lock", "door"): "thread A waits for a lock: door (line 3)",
    (0, "M", "wait", 9, "sleep", 2): "the main thread waits for a timer until 2.0 s (line 9)",
    (1, "1", "served"): "call 1 has a slot of its server",
    (1, "1", "first", None, 1): "call 2 has its first token",
    (1, "1", "holds", 3, 1.25): "Task-1 holds up the event loop until 1.25 s (line 3)",
    (1, "1", "end", None, 1, "error 500"): "call 2 ends: error 500",
    (1, "1", "end"): "call 1 ends: answered",
    (1, "A", "ready"): "thread A is ready",
    (1, "1", "print", 4, "a\n"): "Task-1 writes 'a\\n' (line 4)",
    (1, "1", "print", 4, "b\n", "stderr"): "Task-1 writes 'b\\n' to stderr (line 4)",
    (1, "1", "cancel", None, "M"): "Task-1 is told to end, by M",
    (1, "1", "cancelled"): "Task-1 is cancelled",
    (2, "A", "failed", None, "ValueError"): "thread A fails with ValueError",
    (2, "pool", "failed"): "pool fails with an error",
    (2, "M", "done"): "the main thread is done",
}


def test_each_event_in_words() -> None:
    head = {
        "snippet": "a/b",
        "code": "",
        "seconds": 2.5,
        "raised": "KeyError",
        "warned": ["UserWarning"],
        "left": ["task Task-9"],
    }
    *told, ends, warns, left = Recording.of(head, [list(row) for row in STORY]).story()
    assert told == [f"{row[0]:9.3f} s  {words}" for row, words in STORY.items()]
    assert (ends, warns) == ("    2.500 s  the program ends with KeyError", "             it warns: UserWarning")
    assert left == "             it leaves behind: task Task-9"
    assert Recording("a/b", "", seconds=2.5).story() == ["    2.500 s  the program ends"]


def test_calls_one_after_the_other_have_numbers_of_their_own() -> None:
    calls = [row for at in (0, 1) for row in each("1", at, ["call", 2, "model", "Hi"], ["first"], ["end"])]
    *told, _ = Recording.of({"snippet": "a/b", "code": ""}, calls).story()
    assert [line.partition(" s  ")[2] for line in told] == [
        "Task-1 makes model call 1 (line 2): Hi",
        "call 1 has its first token",
        "call 1 ends: answered",
        "Task-1 makes model call 2 (line 2): Hi",
        "call 2 has its first token",
        "call 2 ends: answered",
    ]


def test_each_event_is_read_as_it_was_written_and_refused_if_it_is_shorter() -> None:
    made = Recording.of({"snippet": "a/b", "code": ""}, [list(row) for row in STORY])
    assert Recording.from_text(made.to_text()).events == made.events
    empty = '{"format": "awaited recording 2", "snippet": "a/b", "code": "", "seconds": 0,\n "events": []}\n'
    assert Recording("a/b", "").to_text() == empty
    least = {"made": 6, "run": 4, "wait": 5, "cancel": 5, "loop": 4, "timer": 5, "holds": 5, "call": 6, "print": 5}
    for what in {row[2] for row in STORY}:
        row = [0, "1", what, None, "", ""][: least.get(what, 3) - 1]
        with pytest.raises(NotARecording, match=r"it has an event that is none|not enough values"):
            Recording.from_text(empty.replace("[]", f"[{json.dumps(row)}]"))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ('{"format": "awaited recording 1"}', "it is of an older format"),
        ('{"format": "awaited"}', "another format"),
        ('{"format": 2}', "another format"),
        ('{"format": "awaited recording 2", "events": {}}', "its events are no list"),
        ('{"format": "awaited recording 2", "events": [[0, "1", "flies", 3]]}', "it has an event that is none: 0, 1, flies, 3"),
    ],
)
def test_why_a_text_is_no_recording(given: str, why: str) -> None:
    with pytest.raises(NotARecording) as error:
        Recording.from_text(given, "run.json")
    words = f"run.json is no recording ({why}). Remove it, and record the example anew, with `awaited record`."
    assert str(error.value) == words


def test_a_call_that_ends_need_not_say_at_which_line() -> None:
    rows = [[0, "1", "call", 2, "model", "Hi"], [1, "1", "first", None], [2, "1", "end", None]]
    assert Recording.of({"snippet": "a/b", "code": ""}, rows).calls == [
        Call("model", "Hi", "native", "Task-1", 0.0, None, 1.0, 2.0, "answered")
    ]


def test_what_a_recording_says_of_its_calls() -> None:
    calls = [
        Call(kind, label, "native", "Task-1", 0.0, outcome=outcome)
        for kind, label, outcome in [
            ("model", "a", "answered"),
            ("model", "b", "cancelled"),
            ("tool", "a", "closed"),
            ("model", "a", "error 500"),
            ("model", "b", "answered"),
            ("tool", "a", "answered"),
        ]
    ]
    recording = Recording("a/b", "", calls=calls, blocked=[(0.0, 1.5), (2.0, 2.25)])
    assert recording.cancelled == calls[1:3]
    assert recording.repeated == calls[3:5]
    assert recording.held == 1.75


PUT_TOGETHER = """\
{"format": "awaited recording 2", "snippet": "a/b", "code": "sha", "seconds": 2.5, "raised": "KeyError", "warned": ["W"], "left": ["task T"], \
"files": {"x.py": "sha:1"}, "left_out": 3,
 "events": [
  [0, "1", "call", null, "model", "Hi"],
  [0, "1", "call", null, "model", "Ho", "thread"],
  [0, "M", "print", null, "a\\n"],
  [0, "1", "end", null, 1, "error 500"],
  [0.25, "1", "served"],
  [0.5, "1", "first"],
  [1, "1", "end"],
  [1, "M", "holds", null, 2],
  [1, "M", "call", null, "tool", "t"],
  [1, "worker", "call", null, "model", "é", "native"],
  [1, "1", "print", null, "b\\n", "stderr"],
  [1, "worker", "served"],
  [1, "worker", "first"],
  [1, "worker", "end"]
 ]}
"""


def test_a_recording_that_was_put_together_has_the_events_of_its_calls_and_its_output() -> None:
    calls = [
        Call("model", "Hi", "native", "Task-1", 0.0, 0.25, 0.5, 1.0, "answered"),
        Call("model", "Ho", "thread", "Task-1", 0.0, None, None, 0.0, "error 500"),
        Call("tool", "t", "sync", "MainThread", 1.0, outcome="unfinished"),
        Call("model", "é", "native", "worker", 1.0, 1.0, 1.0, 1.0, "answered"),
    ]
    prints = [Print(0.0, "MainThread", "a\n"), Print(1.0, "Task-1", "b\n", "stderr")]
    more: dict[str, Any] = {"calls": calls, "prints": prints, "blocked": [(1.0, 2.0)], "files": {"x.py": "sha:1"}, "left_out": 3}
    made = Recording("a/b", "sha", 2.5, "KeyError", ["W"], ["task T"], **more)
    assert made.to_text() == PUT_TOGETHER
    read = Recording.from_text(PUT_TOGETHER)
    assert read == made
    assert (read.peak, read.held, read.output) == (1, 1.0, "a\nb\n")


def test_calls_output_and_names_follow_from_events() -> None:
    recording = Recording.of(
        {"snippet": "a/b", "code": ""},
        [
            [0, "1", "made", 1, "main", "M"],
            [0, "1", "call", 2, "model", "a"],
            [0, "1", "call", 2, "model", "b"],
            [0, "1", "served", None, 1],
            [0.5, "1", "first", None, 1],
            [1, "1", "end", None, 1, "closed"],
            [1, "1", "end"],
            [1, "1", "print", 3, "x"],
            [1, "1", "print", 4, "y\n"],
            [1, "1", "print", 4, "z\n", "stderr"],
            [2, "1", "print", 4, "w\n", "stderr"],
            [2, "A", "made", 3, "work", "M", "Thread-1"],
            [2, "A", "print", 4, "v\n", "stderr"],
            [2, "A", "call", 4, "tool", "t"],
            [2, "M", "holds", 3, 3],
            [3, "M", "holds", 3, 4.0],
            [5, "M", "holds", 3, 6.0],
            [5, "2a", "made", 3, "job", "2"],
            [5, "2a", "run", 3, "pool_0"],
            [5, "B", "ready"],
            [5, "7", "ready"],
        ],
    )
    assert recording.calls == [
        Call("model", "a", "native", "Task-1", 0.0, None, None, 1.0, "answered"),
        Call("model", "b", "native", "Task-1", 0.0, 0.0, 0.5, 1.0, "closed"),
        Call("tool", "t", "thread", "Thread-1", 2.0, outcome="unfinished"),
    ]
    assert recording.prints == [
        Print(1.0, "Task-1", "xy\n", "stdout"),
        Print(1.0, "Task-1", "z\n", "stderr"),
        Print(2.0, "Task-1", "w\n", "stderr"),
        Print(2.0, "Thread-1", "v\n", "stderr"),
    ]
    assert recording.blocked == [(2.0, 4.0), (5.0, 6.0)]
    assert names(recording.events) == {"M": "MainThread", "1": "Task-1", "A": "Thread-1", "2a": "pool_0", "B": "B", "7": "Task-7"}


def test_rows_of_a_trace_say_which_of_several_calls_and_join_what_is_written_at_one_line() -> None:
    one, two = (
        Call("model", "a", "native", "1", 0.0, outcome="answered"),
        Call("model", "b", "thread", "1", 0.0, outcome="error 1"),
    )
    tool = Call("tool", "c", "native", "1", 0.0, outcome="unfinished")
    calls = [[0, "1", "call", 2, one], [0, "1", "call", 2, two], [0, "1", "call", 3, tool]]
    phases = [[1, "1", what, None, two] for what in ("served", "first", "end")] + [[1, "1", "end", None, c] for c in (tool, one)]
    texts = (
        (3, "x", "stdout"),
        (3, "y", "stdout"),
        (3, "z", "stderr"),
        (3, "z", "stderr"),
        (4, "z", "stderr"),
        (4, "z", "stdout"),
    )
    prints = [[1, "1", "print", line, text, to] for line, text, to in texts]
    assert rows_of([*calls, *phases, *prints, [1, "1", "done"]]) == [
        [0, "1", "call", 2, "model", "a"],
        [0, "1", "call", 2, "model", "b", "thread"],
        [0, "1", "call", 3, "tool", "c"],
        [1, "1", "served", None, 1],
        [1, "1", "first", None, 1],
        [1, "1", "end", None, 1, "error 1"],
        [1, "1", "end"],
        [1, "1", "print", 3, "xy"],
        [1, "1", "print", 3, "zz", "stderr"],
        [1, "1", "print", 4, "z", "stderr"],
        [1, "1", "print", 4, "z"],
        [1, "1", "done"],
    ]


async def _name_in_a_task() -> str:
    return current_name()


def test_who_makes_a_call_and_how() -> None:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.extend((current_name(), sync_path())), name="worker")
    thread.start()
    thread.join()
    assert found == ["worker", "thread"]
    assert (current_name(), sync_path()) == ("MainThread", "sync")
    with asyncio.Runner() as runner:
        made = runner.get_loop().create_task(_name_in_a_task(), name="asks")
        assert runner.get_loop().run_until_complete(made) == "asks"


class Refused(Exception):
    status = 429


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "answered"),
        (asyncio.CancelledError(), "cancelled"),
        (GeneratorExit(), "closed"),
        (Refused(), "error 429"),
        (ValueError("no"), "ValueError"),
        (SystemExit(), ""),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, BaseException) else str(given),
)
def test_how_a_call_ends_is_noted(error: BaseException | None, outcome: str) -> None:
    told: list[tuple[str, Call]] = []
    log = CallLog(began=lambda call: told.append(("began", call)), ended=lambda call: told.append(("ended", call)))
    with contextlib.suppress(BaseException), log.noted("tool", "look_up", "thread") as noted:
        assert told == [("began", noted)]
        if error is not None:
            raise error
    (call,) = log.calls
    assert call is noted
    assert (call.kind, call.label, call.path, call.by, call.outcome) == ("tool", "look_up", "thread", "MainThread", outcome)
    if outcome:
        assert told == [("began", call), ("ended", call)]
        assert call.end >= call.start
    else:  # the program has ended in the middle of it
        assert (told, call.end) == ([("began", call)], None)


def test_a_log_that_is_closed_leaves_its_calls_unfinished() -> None:
    log = CallLog()
    assert (log.closed, log.began, log.ended) == (False, None, None)
    call = log.begin("model", "Hi", "native", "Task-7")
    log.closed = True
    log.end(call)
    assert (call.by, call.served, call.first, call.end, call.outcome, call.tokens) == ("Task-7", None, None, None, "", 0)


def test_calls_overlap_if_one_begins_before_another_ends() -> None:
    def most(*spans: tuple[float, float | None], kind: str = "model") -> int:
        return peak([Call("model", "Hi", "native", "1", start, end=end) for start, end in spans], kind)

    assert most() == 0
    assert most((0, 1), (1, 2)) == 1
    assert most((0, 1), (0.5, 2), (0.75, None)) == 3
    assert most((0, 0), (0, 1)) == 1, "one that takes no time overlaps none"
    assert most((0, 1), kind="tool") == 0
    log = CallLog([Call("model", "Hi", "native", "1", 0.0, end=1.0), Call("tool", "x", "native", "1", 0.0, end=1.0)])
    assert log.peak == 1


def test_a_loop_that_is_held_up_for_no_longer_than_a_clock_can_tell_is_not() -> None:
    recorder = Recorder(CallLog(), lambda: 0, 5_000_000, lambda written: None)
    recorder.blocked(0, 5_000_000)
    assert recorder.recording("a/b", {}).blocked == []
    recorder.blocked(0, 16_000_000)
    assert recorder.recording("a/b", {}).blocked == [(0.0, 0.02)]


@pytest.mark.parametrize(("grain", "at"), [(0, 1.234568), (5_000_000, 1.23)])
def test_what_is_told_to_a_recorder_is_in_its_recording(grain: int, at: float) -> None:
    clock, heard, log = [0], [], CallLog()
    recorder = Recorder(log, lambda: clock[0], grain, on_print=heard.append)
    call = log.begin("tool", "look_up", "sync")
    clock[0] = 1_234_567_890
    recorder.printed(clock[0], "a\n", "stderr")
    log.end(call)
    recorder.warned("UserWarning")
    recorder.left("task Task-9")
    assert recorder.seconds == at
    before = recorder.recording("a/b", {"a.py": "x = 1\n"})
    recorder.blocked(0, clock[0])
    recorder.ended(2_000_000_000, "KeyError")
    clock[0] = 9_000_000_000
    made = recorder.recording("a/b", {"a.py": "x = 1\n", "b.py": "y = 1\n"})
    assert heard == [Print(at, "MainThread", "a\n", "stderr")]
    assert (before.seconds, before.raised, before.blocked, before.files) == (at, "", [], {})
    assert (made.snippet, made.code, made.seconds, made.raised) == ("a/b", digest("x = 1\n"), 2.0, "KeyError")
    assert (made.warned, made.left, made.files) == (["UserWarning"], ["task Task-9"], {"b.py": digest("y = 1\n")})
    assert (made.prints, made.blocked, made.left_out) == (heard, [(0.0, at)], 0)
    assert [(c.kind, c.label, c.path, c.by, c.start, c.end) for c in made.calls] == [
        ("tool", "look_up", "sync", "MainThread", 0.0, at)
    ]
    made.warned.clear()
    assert recorder.recording("a/b", {}).warned == ["UserWarning"], "it is a copy"
    assert recorder.recording("a/b", {}).code == digest("")


def test_a_recorder_need_not_be_told_of_turns() -> None:
    assert Recorder(CallLog(), lambda: 0, turns=False).turns is None
    assert Recorder(CallLog(), lambda: 0).turns is not None


# -- taking it along


def test_a_trace_for_perfetto(tmp_path: Path) -> None:
    made = trace_events(perform(TWO, tmp_path))
    slices = [(e["name"], e["ts"], e["dur"]) for e in made["traceEvents"] if e["ph"] == "X" and e["tid"] == 3]
    assert slices == [("turn", 0.0, 1.0), ("waits for a timer", 0.0, 2e6), ("turn", 2e6, 1.0)]
    names = {e["args"]["name"] for e in made["traceEvents"] if e["name"] == "thread_name"}
    assert names == {"MainThread", "Task-1 main()", "Task-2 work()", "Task-3 work()"}
    json.dumps(made)


FIELDS = {
    "M": {"args"},
    "X": {"ts", "dur", "cat"},
    "i": {"ts", "s", "cat"},
    "b": {"ts", "id", "cat"},
    "n": {"ts", "id", "cat"},
    "e": {"ts", "id", "cat"},
}
"""What the trace event format asks of each kind of event, beside a name, a process and a thread."""


def test_every_trace_has_the_fields_of_the_format_and_slices_that_nest(library: Library) -> None:
    for name in library.names():
        made = trace_events(library.recording(name))
        slices: dict[int, list[tuple[float, float]]] = {}
        open_: set[int] = set()
        for event in made["traceEvents"]:
            assert {"name", "ph", "pid", "tid"} | FIELDS[event["ph"]] <= set(event), (name, event)
            assert event["ph"] != "X" or event["dur"] > 0, (name, event)
            if event["ph"] == "X":
                slices.setdefault(event["tid"], []).append((event["ts"], event["ts"] + event["dur"]))
            elif event["ph"] == "b":
                open_.add(event["id"])
            elif event["ph"] == "e":
                open_.remove(event["id"])
        assert not open_, name
        for spans in slices.values():
            within: list[tuple[float, float]] = []
            for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
                while within and within[-1][1] <= start + 1e-6:
                    within.pop()
                assert not within or end <= within[-1][1] + 1e-6, (name, start, end, within)
                within.append((start, end))


TRACED = [
    *BEGIN,
    [0, "A", "made", 2, "work", "1", "Thread-1 (work)"],
    [0, "1", "call", 3, "model", "Hi\n there"],
    [0, "1", "wait", 3, "model"],
    [0, "A", "run", 5],
    [0, "A", "wait", 5, "lock", "door"],
    [0.5, "1", "first"],
    [1, "1", "ready"],
    [1.5, "1", "run", 3],
    [1.5, "1", "end"],
    [1.5, "1", "print", 4, "a\nb\n"],
    [1.5, "1", "wait", 4, "sleep", 2.5],
    [1.5, "1", "holds", 4, 2.5],
    [2.5, "1", "call", 6, "tool", "look_up"],
    [2.5, "1", "cancelled"],
]


def test_a_trace_names_rows_and_tells_turns_waits_calls_and_prints() -> None:
    made = trace_events(Recording.of({"snippet": "a/b", "code": "sha", "seconds": 3.0}, TRACED))
    found: dict[str, list[tuple]] = {kind: [] for kind in FIELDS}
    for event in made["traceEvents"]:
        assert event.pop("pid") == 1
        kind, tid, name = (event.pop(key) for key in ("ph", "tid", "name"))
        assert set(event) == FIELDS[kind] | ({"args"} if kind != "e" else set())
        found[kind].append((tid, name, *event.values()))
    rows = {1: "MainThread", 2: "Task-1 main()", 3: "Thread-1 (work) work()"}
    assert found["M"] == [
        (0, "process_name", {"name": "a/b.py"}),
        (0, "thread_name", {"name": "event loop"}),
        *(
            row
            for tid, name in rows.items()
            for row in ((tid, "thread_name", {"name": name}), (tid, "thread_sort_index", {"sort_index": tid}))
        ),
    ]
    assert sorted(found["X"], key=lambda row: (row[0], row[3])) == [
        (0, "event loop held up", "held up", 1.5e6, 1e6, {}),
        (2, "turn", "task", 0.0, 1.0, {"state": "turn", "line": 1}),
        (2, "waits for an answer", "task", 0.0, 1e6, {"line": 3}),
        (2, "ready", "task", 1e6, 5e5, {}),
        (2, "turn", "task", 1.5e6, 1.0, {"state": "turn", "line": 3}),
        (2, "waits for a timer", "task", 1.5e6, 1e6, {"line": 4, "which": 2.5}),
        (3, "turn", "thread", 0.0, 1.0, {"state": "turn", "line": 5}),
        (3, "waits for a lock", "thread", 0.0, 3e6, {"line": 5, "which": "door"}),
    ]
    assert found["i"] == [(2, "prints", "print", "t", 1.5e6, {"text": "a b", "line": 4})]
    by = {"by": "Task-1", "path": "native"}
    assert found["b"] == [
        (2, "Hi there", "model", 1, 0.0, {**by, "outcome": "answered"}),
        (2, "look_up", "tool", 2, 2.5e6, {**by, "outcome": "unfinished"}),
    ]
    assert found["n"] == [(2, "Hi there", "model", 1, 5e5, {"what": "first token"})]
    assert found["e"] == [(2, "Hi there", "model", 1, 1.5e6), (2, "look_up", "tool", 2, 3e6)], "at the end of the program"
    assert (made["displayTimeUnit"], made["otherData"]) == ("ms", {"virtual time": "yes", "code": "sha"})
    quiet = trace_events(Recording.of({"snippet": "a/b", "code": "", "seconds": 1.0}, BEGIN))["traceEvents"]
    assert "event loop" not in [event["args"].get("name") for event in quiet if event["ph"] == "M"]


def test_threads_without_number_have_names_without_end() -> None:
    # A batch of a thousand calls is a thousand pieces of work.
    names = [trace._letter(number) for number in range(20_000)]
    assert names[:2] + names[24:27] + names[649:651] == ["A", "B", "Z", "AA", "AB", "ZZ", "AAA"]
    assert len(set(names)) == len(names)


def test_several_are_named_and_many_in_a_row_are_named_from_the_first_to_the_last(tmp_path: Path) -> None:
    code = (
        "import asyncio\n\nasync def main():\n    tasks = [asyncio.create_task(asyncio.sleep(n)) for n in range(1, 8)]\n"
        "    await asyncio.wait(tasks)\n\nasyncio.run(main())\n"
    )
    run = Run(perform(code, tmp_path))
    assert run.names(["2", "3", "4"]) == "Task-2, Task-3 and Task-4"
    assert run.names(["2", "3", "4", "5"]) == "Task-2 to Task-5"
    assert run.names(["2", "3", "5", "6"]) == "Task-2, Task-3, Task-5 and Task-6"
    assert run.names(["2", "3", "4", "5", "6", "8", "7"]) == "7 tasks"
