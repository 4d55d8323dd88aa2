"""A recorded run is told in steps, asked about, and written as text."""

import asyncio
import contextlib
import itertools
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from recorded import BEGIN, TWO, page, perform, told

from awaited.picture import stepping
from awaited.picture.trace import trace_events
from awaited.recording import trace
from awaited.recording.calls import Call, CallLog, current_name, peak, sync_path
from awaited.recording.questions import FORMS, Question, Unanswerable, question
from awaited.recording.recorder import Recorder
from awaited.recording.recording import NotARecording, Print, Recording, digest, names, rows_of
from awaited.recording.steps import NoSteps, Run, Step
from awaited.recording.words import WAITS
from awaited.site.library import Library


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
