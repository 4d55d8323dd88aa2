"""The comparison of the wire run: what it lets pass, and what it finds."""

import os
import sys
from pathlib import Path

import pytest

from awaited.recording.calls import Call
from awaited.recording.recording import Print, Recording
from awaited.site.library import Library
from tests.wire.running import (
    OVERLAP,
    Run,
    differences,
    in_recorded_order,
    other_orders,
    peak_in_flight,
    plain,
    run_file,
    same_line,
)

FILE = Path("/somewhere/gather.py")


def call(start: float, end: float, outcome: str = "answered") -> Call:
    return Call("model", "Hi", "native", "Task-1", start, end=end, outcome=outcome)


RECORDING = Recording(
    "lesson/gather",
    "sha256:0",
    1.0,
    calls=[call(0.0, 1.0), call(0.0, 1.0)],
    prints=[
        Print(1.0, "Task-1", "Tokyo\nParis\n1.0 s\n"),
        Print(1.0, "Task-1", "gather.py:3: RuntimeWarning: never awaited\n", "stderr"),
    ],
)
ERR = "/somewhere/gather.py:3: RuntimeWarning: never awaited\n  main()\nRuntimeWarning: Enable tracemalloc to get the object allocation traceback\n"


def run(**changes: object) -> Run:
    good = {
        "status": 0,
        "stdout": "Tokyo\nParis\n1.1 s\n",
        "stderr": ERR,
        "seconds": 3.0,
        "calls": [call(10.0, 11.0), call(10.1, 11.1)],
    }
    return Run(**{**good, **changes})  # type: ignore[arg-type]


def test_the_same_in_real_time_is_the_same() -> None:
    assert differences(RECORDING, run(), FILE) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stdout": "Paris\nTokyo\n1.0 s\n"}, "line 1 of its stdout was 'Paris', and is recorded as 'Tokyo'"),
        ({"stdout": "Tokyo\nParis\n2.0 s\n"}, "line 3 of its stdout was '2.0 s'"),
        ({"stdout": "Tokyo\nParis\n0.2 s\n"}, "line 3 of its stdout was '0.2 s'"),
        ({"stdout": "Tokyo\nParis\n"}, "its stdout lacks: ['1.0 s']"),
        ({"stdout": "Tokyo\nParis\n1.0 s\nRome\n"}, "its stdout has more: ['Rome']"),
        ({"stderr": ""}, "its stderr lacks"),
        ({"stderr": ERR + "Task was destroyed but it is pending!\n"}, "its stderr has more: ['Task was destroyed"),
        ({"status": 1}, "it ended with status 1, and on the stage with no exception"),
        ({"calls": [call(0.0, 1.0), call(1.0, 2.0)]}, "the server saw at most 1 calls at once, and the stage 2"),
        ({"calls": [call(0.0, 1.0), call(0.0, 1.0), call(2.0, 3.0)]}, "the server was asked 3 times, and on the stage 2 times"),
        ({"status": None, "seconds": 61.5}, "it was killed: after 62 s it still ran, and its recording ends after 1 s"),
    ],
)
def test_what_differs_is_found(changes: dict[str, object], words: str) -> None:
    assert words in "; ".join(differences(RECORDING, run(**changes), FILE))


def test_lines_that_several_wrote_at_one_moment_may_come_in_any_order() -> None:
    def recorded(*rows: tuple[float, str, str]) -> Recording:
        return Recording("a/b", "", prints=[Print(at, by, f"{text}\n") for at, by, text in rows])

    def order(recording: Recording, *seen: str) -> list[str]:
        return in_recorded_order(recording, recording.output.splitlines(), list(seen))

    two = recorded((1.0, "Task-2", "1.0 s a"), (1.0, "Task-3", "1.0 s b"), (2.0, "Task-2", "2.0 s a"))
    assert order(two, "1.1 s b", "1.0 s a", "2.0 s a") == ["1.0 s a", "1.1 s b", "2.0 s a"]
    assert order(two, "1.0 s a", "2.0 s a", "1.0 s b") == ["1.0 s a", "2.0 s a", "1.0 s b"]
    one = recorded((1.0, "Task-1", "a"), (1.0, "Task-1", "b"))
    assert order(one, "b", "a") == ["b", "a"]


ORDER_OF_A_MACHINE = """\
 1.5 s  3: Thank you!
 1.7 s  5: Thank you!
 1.9 s  1: Thank you!
 3.1 s  6: Try the quiet mode.
 3.3 s  2: We will send another one.
 7.3 s  4: You get your money back.
 8.6 s  Half of our customers are happy today.
"""
NO_ORDER = ORDER_OF_A_MACHINE.replace("3.3 s  2: We will send another one.", "3.3 s  4: You get your money back.").replace(
    "7.3 s  4: You get your money back.", "7.3 s  2: We will send another one."
)


@pytest.mark.parametrize(("output", "is_one"), [(ORDER_OF_A_MACHINE, True), (NO_ORDER, False)])
def test_what_came_in_another_order_is_compared_with_other_orders_of_the_stage(
    output: str, is_one: bool, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here three answers come at one moment, and each of them holds up the loop: none of the three lines has its moment in the recording."""
    monkeypatch.setattr("tests.wire.running.ORDERS", 30)
    name = "from_sync_to_async/step_3_gather"
    recording, path = library.recording(name), library.path(name).absolute()
    seen = Run(0, output, "", 9.5, recording.calls)
    assert differences(recording, seen, path)
    assert any(not differences(other, seen, path) for other in other_orders(library, name)) is is_one


@pytest.mark.parametrize(
    ("recorded", "seen", "same"),
    [
        ("took 1.0 s", "took 1.3 s", True),
        ("took 1.0 s", "took 1.8 s", False),
        ("took 1000 ms", "took 1300 ms", True),
        ("took 1000 ms", "took 2300 ms", False),
        (" 0.6  Tokyo", " 10.6  Tokyo", False),
        ("12 answers", "13 answers", False),
        ("Task-3 is first", "Task-4 is first", False),
        ("a 1.0 b", "a 1.0 c", False),
        ("1.0", "1.0 1.0", False),
    ],
)
def test_times_may_differ_a_little_and_nothing_else(recorded: str, seen: str, same: bool) -> None:
    assert same_line(recorded, seen) is same


def test_many_calls_at_once_may_take_a_little_longer() -> None:
    assert not same_line("1.0 s", "2.0 s")
    assert same_line("1.0 s", "2.0 s", at_once=50)


def test_a_traceback_is_its_own_frames_and_its_last_line() -> None:
    terminal = f"""Traceback (most recent call last):
  File "{FILE}", line 9, in <module>
    asyncio.run(main())
    ~~~~~~~~~~~^^^^^^^^
  File "/usr/lib/python3.11/asyncio/runners.py", line 190, in run
    return runner.run(main)
           ^^^^^^^^^^^^^^^^
ValueError: a coroutine was expected, got <function main at 0x7f00>
"""
    stage = 'Traceback (most recent call last):\n  File "gather.py", line 9, in <module>\n    asyncio.run(main())\n  ...\n'
    stage += "ValueError: a coroutine was expected, got <function main at 0x…>\n"
    wanted = ['File "gather.py", line 9, in <module>', "ValueError: a coroutine was expected, got <function main at 0x…>"]
    assert plain(terminal, FILE, "gather.py") == wanted
    assert plain(stage, FILE, "gather.py") == wanted


def test_a_group_of_exceptions() -> None:
    terminal = f"""  + Exception Group Traceback (most recent call last):
  |   File "{FILE}", line 5, in <module>
  |     asyncio.run(main())
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "{FILE}", line 3, in ask
    |     await llm.ainvoke("Hi")
    |   File "/usr/lib/x.py", line 3, in ainvoke
    |     return 1
    | ollama._types.ResponseError: down (status code: 503)
    +------------------------------------
"""
    assert plain(terminal, FILE, "gather.py") == [
        'File "gather.py", line 5, in <module>',
        "ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)",
        'File "gather.py", line 3, in ask',
        "ollama._types.ResponseError: down (status code: 503)",
    ]


def test_a_short_overlap_is_none() -> None:
    assert peak_in_flight([call(0.0, 1.0), call(1.0 - OVERLAP / 2, 2.0)]) == 1
    assert peak_in_flight([call(0.0, 1.0), call(1.0 - 2 * OVERLAP, 2.0)]) == 2


def test_a_program_that_hangs_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "hangs.py"
    file.write_text("import time\nprint('so far', flush=True)\ntime.sleep(600)\n")
    status, out, _, _ = run_file(file, tmp_path, {}, 1.0)
    assert (status, out) == (None, "so far\n")


def test_a_program_sees_its_file_and_little_else(tmp_path: Path) -> None:
    file = tmp_path / "asks.py"
    file.write_text(
        "import os, sys\nprint(__name__, __file__, sys.argv)\nprint(sorted(k for k in os.environ if 'LANGCHAIN' in k))\n"
    )
    os.environ["LANGCHAIN_SOMETHING"] = "1"
    try:
        status, out, err, _ = run_file(file, tmp_path, {}, 30, sys.executable)
    finally:
        del os.environ["LANGCHAIN_SOMETHING"]
    assert (status, out, err) == (0, f"__main__ {file} ['{file}']\n[]\n", "")


@pytest.mark.parametrize("cores", [2, 7])
def test_the_default_executor_is_as_large_as_on_the_stage(cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.wire.running.CORES", cores)
    file = tmp_path / "asks.py"
    file.write_text("from concurrent.futures import ThreadPoolExecutor as Pool\nprint(Pool()._max_workers)\n")
    assert run_file(file, tmp_path, {}, 30)[1] == f"{cores + 4}\n"
