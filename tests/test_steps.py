"""A run is recorded event by event, told in steps, and asked about; what libraries do in it is told as the program's own doing."""

import contextlib
import itertools
import json
from pathlib import Path

import httpcore
import pytest
from drawn import marks
from lxml import html

from awaited.picture import stepping
from awaited.picture.trace import trace_events
from awaited.recording import trace
from awaited.recording.calls import Call, CallLog
from awaited.recording.questions import FORMS, Question, Unanswerable, question
from awaited.recording.recorder import Recorder
from awaited.recording.recording import Recording, rows_of
from awaited.recording.standing import Standing
from awaited.recording.steps import NoSteps, Run
from awaited.recording.words import WAITS
from awaited.runner import Stage
from awaited.site.library import Library
from awaited.stage import libraries


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
    ],
)  # fmt: skip
def test_what_a_task_waits_for(waits: str, kind: list, tmp_path: Path) -> None:
    box = "class Box:\n    def __init__(self): self.full = asyncio.Event()\n" if "Box" in waits else "\n\n"
    recording = perform(f"import asyncio, time\n{box}async def main():\n    {waits}\n\nasyncio.run(main())\n", tmp_path)
    assert [row[3:] for row in events(recording, "wait") if row[1] == "1"] == [[5, *kind]]


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


def traced() -> tuple[trace.Trace, trace.Actor, list[float]]:
    """A trace with a task that has its first turn, and its clock."""
    clock = [0.0]
    seen = trace.Trace(lambda: clock[0])
    task = seen.made("task", 1, seen.main, 1, "main")
    seen.runs(task, 1)
    return seen, task, clock


def test_a_call_that_arrives_after_its_wait_has_begun_stands_before_it() -> None:
    seen, task, _ = traced()
    seen.waits(task, 2, "response", "reader", key="response")
    seen.calls(task, 2, Call("model", "Hi", "native", "Task-1", 0.0))
    rows, _ = seen.rows()
    assert [row[1:5] for row in rows[1:3]] == [["1", "run", 2], ["1", "call", 2, rows[2][4]]]
    assert rows[3] == [0.0, "1", "wait", 2, "model"]


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


def test_where_each_of_several_tasks_was_made_is_not_known_of_what_is_no_program() -> None:
    seen, task, _ = traced()
    for number in (2, 3):
        seen.made("task", number, task, 2, "work")
    for code, lines in (("gather(\n  f(\n", [2, 2]), ("#\nf(\n  a(),\n  b(),\n)\n", [3, 4]), ("\0\nf(\n\0", [2, 2])):
        assert [row[3] for row in seen.rows(code)[0] if row[2] == "made"][1:] == lines


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


def test_a_loop_that_is_held_up_for_no_longer_than_a_clock_can_tell_is_not() -> None:
    recorder = Recorder(CallLog(), lambda: 0, 5_000_000, lambda written: None)
    recorder.blocked(0, 5_000_000)
    assert recorder.recording("a/b", {}).blocked == []
    recorder.blocked(0, 16_000_000)
    assert recorder.recording("a/b", {}).blocked == [(0.0, 0.02)]


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
