"""What the stage records, and what it does not let pass."""

import _thread
import asyncio
import functools
import linecache
import os
import random
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awaited.model.model import Model, Speed
from awaited.recording.recording import Recording
from awaited.runner import AnyStage, Stage, run
from awaited.stage import computing, patches
from awaited.stage.choices import Tape

ANSWERS = {
    "Hi": "Hello there, my dear friend!",
    "Fail once": {"text": "Now it works.", "fails": 1},
    "Weather in {city}?": {"tool_calls": [{"name": "weather", "args": {"city": "{city}"}}], "after_tools": "Sunny in {city}."},
}
MODELS = {"llama3": Speed(0.6, 0.1), "small": Speed(0.6, 0.1, slots=1)}


def record(code: str, name: str = "example.py") -> Recording:
    with AnyStage(Model(ANSWERS, MODELS), name=name) as stage:
        stage.execute(code)
    return stage.recorded_as("a/test")


def perform(program: Callable[[], object]) -> Recording:
    with Stage(Model(ANSWERS, MODELS)) as stage:
        stage.call(program)
    return stage.recorded_as("a/test")


MODEL = "from langchain_ollama import ChatOllama\nllm = ChatOllama(model='llama3')\n"


def test_a_call_has_its_phases() -> None:
    recording = record(MODEL + "print(llm.invoke('Hi').text)")
    (call,) = recording.calls
    assert (call.start, call.first, call.end, call.outcome, call.path) == (0.0, 0.6, 1.0, "answered", "sync")
    assert recording.output == "Hello there, my dear friend!\n"
    assert (recording.seconds, recording.peak, recording.prints[0].at) == (1.0, 1, 1.0)


def test_sync_and_async_take_the_same_time() -> None:
    recording = record(MODEL + "import asyncio\nllm.invoke('Hi')\nasyncio.run(llm.ainvoke('Hi'))")
    sync, native = recording.calls
    assert (sync.path, native.path) == ("sync", "native")
    assert native.end - native.start == sync.end - sync.start == 1.0


def test_batch_makes_calls_in_threads_at_once() -> None:
    recording = record(MODEL + "llm.batch(['Hi'] * 3)")
    assert ([c.path for c in recording.calls], recording.peak, recording.seconds) == (["thread"] * 3, 3, 1.0)


def test_one_slot_makes_gather_useless() -> None:
    code = MODEL.replace("llama3", "small") + (
        "import asyncio\nasync def main():\n    await asyncio.gather(*(llm.ainvoke('Hi') for _ in range(3)))\nasyncio.run(main())"
    )
    recording = record(code)
    assert [(c.start, c.served, c.end) for c in recording.calls] == [(0.0, None, 1.0), (0.0, 1.0, 2.0), (0.0, 2.0, 3.0)]


def test_a_slot_serves_threads_and_tasks_alike() -> None:
    code = MODEL.replace("llama3", "small") + "llm.batch(['Hi'] * 3)"
    assert record(code).seconds == 3.0


def test_a_cancelled_call_leaves_the_queue() -> None:
    code = MODEL.replace("llama3", "small") + (
        "import asyncio\n"
        "async def main():\n"
        "    calls = [asyncio.create_task(llm.ainvoke('Hi')) for _ in range(3)]\n"
        "    await asyncio.sleep(0.1)\n"
        "    calls[0].cancel()\n"
        "    calls[1].cancel()\n"
        "    await asyncio.wait(calls)\n"
        "asyncio.run(main())"
    )
    recording = record(code)
    assert [(c.outcome, c.served, c.end) for c in recording.calls] == [
        ("cancelled", None, 0.1),
        ("cancelled", 0.1, 0.1),  # in the queue to its end
        ("answered", 0.1, 1.1),
    ]


def test_a_stream_comes_in_pieces() -> None:
    recording = record(MODEL + "for chunk in llm.stream('Hi'):\n    print(chunk.text, end='|', flush=True)")
    assert [p.at for p in recording.prints] == [0.6, 0.7, 0.8, 0.9, 1.0]
    assert recording.output == "Hello |there, |my |dear |friend!|||"


def test_text_appears_when_its_line_is_complete_or_on_request() -> None:
    code = "import time\nfor n in range(2):\n    print(n, end=' ', flush={})\n    time.sleep(1)\nprint('end')\ntime.sleep(1)\nprint('...', end='')"
    assert [(p.at, p.text) for p in record(code.format(False)).prints] == [(2.0, "0 1 end\n"), (3.0, "...")]
    assert [(p.at, p.text) for p in record(code.format(True)).prints] == [(0.0, "0 "), (1.0, "1 "), (2.0, "end\n"), (3.0, "...")]


def test_what_is_held_back_is_written_when_a_stream_is_closed_and_nothing_where_there_is_nothing() -> None:
    assert [p.text for p in record("import sys\nsys.stdout.write('half')\nsys.stdout.close()\n").prints] == ["half"]
    assert record("import sys\nsys.stdout.flush()\nprint(end='', flush=True)\n").prints == []


def test_what_begins_last_has_its_turn() -> None:
    assert record("import _thread\n_thread.start_new_thread(print, ('begun',))\n").output == "begun\n"


def test_errors_that_are_each_others_cause_are_told_once() -> None:
    code = "one, other = ValueError('one'), KeyError('other')\none.__cause__, other.__cause__ = other, one\nraise one\n"
    lines = record(code).output.splitlines()
    assert (lines.count("ValueError: one"), lines.count("KeyError: 'other'")) == (1, 1)


def test_what_python_itself_keeps_of_a_hook_is_its_own() -> None:
    import posix

    def own() -> list[object]:
        return [threading.__excepthook__, sys.__unraisablehook__, warnings._showwarning_orig, posix.stat]  # type: ignore[attr-defined]

    before, seen = own(), []
    recording = perform(lambda: seen.extend(own()))
    assert (seen, recording.raised) == (before, "")


def test_failures_on_demand() -> None:
    recording = record(MODEL + "llm.with_retry(wait_exponential_jitter=False).invoke('Fail once')")
    assert [c.outcome for c in recording.calls] == ["error 503", "answered"]


def test_an_exception_reads_as_in_the_terminal() -> None:
    recording = record("def ask():\n    raise LookupError('gone')\n\nask()\n", "ask.py")
    assert recording.raised == "LookupError"
    assert recording.output == (
        "Traceback (most recent call last):\n"
        '  File "ask.py", line 4, in <module>\n'
        "    ask()\n"
        '  File "ask.py", line 2, in ask\n'
        "    raise LookupError('gone')\n"
        "LookupError: gone\n"
    )
    assert {p.to for p in recording.prints} == {"stderr"}


def test_an_exception_group_shows_its_members() -> None:
    recording = record("raise ExceptionGroup('both', [ValueError('a'), KeyError('b')])")
    assert "ExceptionGroup: both (2 sub-exceptions)" in recording.output
    assert "ValueError: a" in recording.output
    assert "KeyError: 'b'" in recording.output


def test_frames_of_libraries_are_left_out() -> None:
    output = record(MODEL + "llm.invoke('Ho')").output
    assert output.count("File") == 1
    assert "    llm.invoke('Ho')\n  ...\n" in output
    assert "the fake model has no answer to 'Ho'. It knows these prompts:\n" in output


def test_a_coroutine_that_nobody_awaits_is_a_warning() -> None:
    recording = record(MODEL + "llm.ainvoke('Hi')")
    assert recording.warned == ["RuntimeWarning"]
    assert "coroutine 'BaseChatModel.ainvoke' was never awaited" in recording.output


def test_a_coroutine_in_a_cycle_is_found_too() -> None:
    assert record("async def f(): pass\nx = [f()]\nx.append(x)\ndel x").warned == ["RuntimeWarning"]


def test_tasks_and_threads_left_behind_are_noted() -> None:
    async def main() -> None:
        asyncio.create_task(asyncio.sleep(9), name="forgotten")  # noqa: RUF006

    assert perform(lambda: asyncio.run(main())).left == ["task forgotten"]
    recording = perform(lambda: threading.Thread(target=time.sleep, args=(3,), name="slow").start())
    assert (recording.left, recording.seconds) == (["thread slow"], 3.0)
    recording = perform(lambda: threading.Thread(target=time.sleep, args=(3,), name="servant", daemon=True).start())
    assert (recording.left, recording.seconds) == (["thread servant"], 0.0)


def test_a_pool_that_nobody_shuts_down_is_left_behind_only_where_it_is_at_work() -> None:
    code = "from concurrent.futures import ThreadPoolExecutor\nimport time\npool = ThreadPoolExecutor(2)\n"
    idle, works = record(f"{code}pool.submit(time.sleep, 1).result()"), record(f"{code}pool.submit(time.sleep, 1)")
    assert [(recording.left, recording.seconds) for recording in (idle, works)] == [
        ([], 1.0),
        (["thread ThreadPoolExecutor-0_0"], 1.0),
    ]


def test_what_closes_a_generator_that_was_dropped_is_no_task_of_the_programs() -> None:
    code = """\
import asyncio
async def numbers():
    try:
        yield 1
    finally:
        print("closed")
async def main():
    asyncio.create_task(asyncio.sleep(9), name="forgotten")
    async for number in numbers():
        return
asyncio.run(main())
"""
    recording = record(code)
    assert (recording.output, recording.left) == ("closed\n", ["task forgotten"])


def test_what_a_warning_of_something_left_open_says_has_no_address() -> None:
    recording = record("import warnings\nwarnings.warn(f'left: {object()}', ResourceWarning)\n")
    assert (recording.output, recording.warned, recording.left) == ("", [], ["left: <object object>"])


def test_what_differs_by_machine_is_not_shown() -> None:
    code = (
        "import json, pytest, threading\nprint(json.__file__, pytest.__file__)\nprint(f'{json.__file__}:12 {pytest.__file__}:34 {__file__}:5')\n"
        "print(threading.get_ident(), 'at 0x7fab', ' at 0x7fAB, ')\n"
    )
    assert record(code).output == (
        "…/python/json/__init__.py …/site-packages/pytest/__init__.py\n"
        "…/python/json/__init__.py …/site-packages/pytest/__init__.py example.py:5\n"
        "140… at 0x…  at 0x…, \n"
    )


def test_a_test_runner_keeps_what_is_its_own_and_hears_of_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    import rich.traceback

    told: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(args.exc_type.__name__))
    boxes, streams = vars(rich.traceback.Traceback)["extract"], (sys.stdout, sys.stderr)
    kept: list[bool] = []

    def fails() -> None:
        raise LookupError

    async def main() -> None:
        asyncio.create_task(asyncio.sleep(9), name="forgotten")  # noqa: RUF006

    def program() -> None:
        kept.append(vars(rich.traceback.Traceback)["extract"] is boxes)
        kept.append((sys.stdout, sys.stderr) == streams)
        for function in (sys.exit, fails):
            threading.Thread(target=function).start()
        threading.Thread(target=time.sleep, args=(9,), daemon=True, name="daemon").start()
        asyncio.run(main())

    with AnyStage(guest={__file__}) as stage:
        stage.call(program)
    assert (kept, told) == ([True, True], ["LookupError"])
    assert stage.recording.left == ["task forgotten", "thread daemon"]


def test_an_unclosed_loop_is_noted_and_not_shown() -> None:
    recording = record("import asyncio\nloop = asyncio.new_event_loop()\nloop.run_until_complete(asyncio.sleep(1))\ndel loop")
    assert recording.left == ["unclosed event loop <_UnixSelectorEventLoop running=False closed=False debug=False>"]
    assert recording.output == ""


LEFT_OPEN = {
    "a socket": "kept = socket.create_connection(('127.0.0.1', {port}))\ndel kept\n",
    "a transport": (
        "async def main():\n    await asyncio.get_running_loop().create_connection(asyncio.Protocol, '127.0.0.1', {port})\n"
        "asyncio.run(main())\n"
    ),
}


@pytest.mark.parametrize("what", LEFT_OPEN)
def test_a_connection_left_open_is_noted_but_for_one_to_a_server_of_the_stage(what: str) -> None:
    """A model's client keeps its connections to the end, and the program has never seen them."""
    begins = "import asyncio, socket\nserver = socket.create_server(('127.0.0.1', 8000))\n"
    ends = "server.close()\n"
    left = {port: record(begins + LEFT_OPEN[what].format(port=port) + ends).left for port in (8000, 11434)}
    kinds = {"a socket": "unclosed <socket.socket", "a transport": "unclosed transport <_SelectorSocketTransport"}
    assert kinds[what] in [words.partition(" fd=")[0] for words in left[8000]]
    assert left[11434] == []


def test_interleaved_output_keeps_its_order_and_its_authors() -> None:
    code = (
        "import asyncio\n"
        "async def count(name, step):\n"
        "    for n in range(3):\n"
        "        await asyncio.sleep(step)\n"
        "        print(name, n)\n"
        "async def main():\n"
        "    await asyncio.gather(count('a', 0.2), count('b', 0.3))\n"
        "asyncio.run(main())"
    )
    recording = record(code)
    assert [(p.at, p.by, p.text) for p in recording.prints] == [
        (0.2, "Task-2", "a 0\n"),
        (0.3, "Task-3", "b 0\n"),
        (0.4, "Task-2", "a 1\n"),
        (0.6, "Task-3", "b 1\n"),
        (0.6, "Task-2", "a 2\n"),
        (0.9, "Task-3", "b 2\n"),
    ]


def test_addresses_do_not_get_into_a_recording() -> None:
    assert record("print(object())").output == "<object object at 0x…>\n"


@pytest.mark.parametrize(
    ("ends", "raised"),
    [
        (lambda: os._exit(3), "SystemExit"),
        (lambda: os._exit(0), ""),
        (lambda: os.kill(os.getpid(), signal.SIGTERM), "SystemExit"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "SystemExit"),
    ],
    ids=["exit 3", "exit 0", "SIGTERM", "SIGKILL"],
)
@pytest.mark.parametrize("where", ["here", "in a thread", "in a task", "in a thread of a loop", "under a wait for that signal"])
def test_an_end_of_the_process_ends_the_program_at_once_and_nothing_else(
    ends: Callable[[], object], raised: str, where: str
) -> None:
    def end() -> None:
        print("before")
        try:
            ends()
        finally:
            print("not reached in a terminal, whose process is gone")

    async def main() -> None:
        await asyncio.gather(asyncio.sleep(5), asyncio.to_thread(end) if where == "in a thread of a loop" else in_a_task())

    async def in_a_task() -> None:
        end()

    def program() -> None:
        try:
            if where in ("in a task", "in a thread of a loop"):
                time.sleep(1)
                asyncio.run(main())
            elif where == "here":
                time.sleep(1)
                end()
            else:
                threading.Timer(1, end).start()
                if where == "in a thread":
                    time.sleep(5)
                else:
                    signal.sigwait({signal.SIGKILL})
                gone_on.append("after its wait")
        except BaseException:
            time.sleep(5)
            gone_on.append("whatever it catches")
            raise

    gone_on: list[str] = []
    recording = perform(program)
    assert (recording.raised, recording.output, recording.seconds, gone_on) == (raised, "before\n", 1.0, [])


def test_who_ends_the_process_is_no_error_for_a_hook_of_the_programs() -> None:
    told: list[str] = []

    def program() -> None:
        sys.excepthook = lambda kind, error, trace: told.append(kind.__name__)
        os._exit(3)

    assert (perform(program).raised, told) == ("SystemExit", [])


def test_a_thread_that_has_not_begun_when_the_process_ends_never_does() -> None:
    began: list[str] = []

    def program() -> None:
        _thread.start_new_thread(began.append, ("begun",))
        os._exit(0)

    assert (perform(program).raised, began) == ("", [])


@pytest.mark.parametrize(
    ("status", "raised", "output"),
    [("", "", ""), ("None", "", ""), ("0", "", ""), ("3", "SystemExit", ""), ("'in words'", "SystemExit", "in words\n")],
)
def test_who_leaves_says_with_which_status(status: str, raised: str, output: str) -> None:
    recording = record(f"import sys\nsys.exit({status})\n")
    assert (recording.raised, recording.output) == (raised, output)


def test_who_stops_himself_is_told_that_nobody_lets_him_go_on() -> None:
    for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
        recording = perform(lambda number=number: os.kill(os.getpid(), number))
        assert recording.raised == "NotOnStage"
        assert f"a program go on that stops itself with {number.name}: run this program in a terminal" in recording.output


def test_a_signal_that_means_nothing_ends_nobody_and_each_other_one_does() -> None:
    quiet = {signal.SIGCHLD, signal.SIGCONT, signal.SIGURG, signal.SIGWINCH}
    stops = {signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU}
    # Python has handlers of its own for three, and one for real time stands for all of them.
    own = {signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ}
    others = {number for number in signal.valid_signals() if number <= signal.SIGRTMIN} - quiet - stops - own
    ended: dict[str, set[int]] = {"": set(), "SystemExit": set()}

    def program(number: int) -> None:
        if number != signal.SIGKILL:  # a shell lets what it starts in the background ignore some
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        print("goes on")

    for number in sorted(quiet | others):
        recording = perform(functools.partial(program, number))
        assert recording.output == ("goes on\n" if number in quiet else "")
        ended[recording.raised].add(number)
    assert ended == {"": quiet, "SystemExit": others}


def test_what_cannot_be_held_back_comes_at_once() -> None:
    for number, raised in ((signal.SIGKILL, "SystemExit"), (signal.SIGSTOP, "NotOnStage"), (signal.SIGTERM, "")):
        recording = perform(
            lambda number=number: (signal.pthread_sigmask(signal.SIG_BLOCK, {number}), os.kill(os.getpid(), number))
        )
        assert recording.raised == raised


def test_a_signal_that_comes_again_before_it_was_taken_is_one() -> None:
    def program() -> None:
        threads = [
            threading.Thread(target=lambda: taken.append((signal.sigwait({signal.SIGUSR1}), time.monotonic()))) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for _ in range(2):
            time.sleep(1)
            for _ in range(3):
                os.kill(os.getpid(), signal.SIGUSR1)
        for thread in threads:
            thread.join()

    taken: list[tuple[int, float]] = []
    assert perform(program).raised == ""
    assert taken == [(signal.SIGUSR1, 1.0), (signal.SIGUSR1, 2.0)]


def test_no_signal_goes_to_a_thread_that_is_not_there() -> None:
    def program() -> None:
        thread = threading.Thread(target=time.sleep, args=[1])
        thread.start()
        signal.pthread_kill(thread.ident or 0, signal.SIGURG)
        thread.join()
        with pytest.raises(ProcessLookupError):
            signal.pthread_kill(thread.ident or 0, signal.SIGURG)

    assert perform(program).raised == ""


def test_chance_and_environment_are_as_before() -> None:
    random.seed(7)
    expected = random.random()
    random.seed(7)
    first = perform(lambda: (print(random.random()), os.environ.update(AWAITED_TEST="1")))
    second = perform(lambda: print(random.random()))
    assert first.output == second.output
    assert random.random() == expected
    assert "AWAITED_TEST" not in os.environ


def test_a_call_that_goes_on_at_the_end_of_the_program_is_unfinished() -> None:
    code = (
        MODEL + "import threading, time\nthreading.Thread(target=llm.invoke, args=['Hi'], daemon=True).start()\ntime.sleep(0.7)\n"
    )
    assert [(c.first, c.end, c.outcome) for c in record(code).calls] == [(0.6, None, "unfinished")]


def test_tools_have_lanes_of_their_own() -> None:
    code = (
        "import asyncio, time\n"
        "from langchain_core.tools import tool\n"
        "@tool\n"
        "def slow(x: int) -> int:\n    'Slow.'\n    time.sleep(2)\n    return x\n"
        "@tool\n"
        "async def quick(x: int) -> int:\n    'Quick.'\n    await asyncio.sleep(1)\n    return x\n"
        "async def main():\n    await asyncio.gather(slow.ainvoke({'x': 1}), quick.ainvoke({'x': 2}))\n"
        "asyncio.run(main())\n"
    )
    assert sorted((c.kind, c.label, c.path, c.start, c.end) for c in record(code).calls) == [
        ("tool", "quick", "native", 0.0, 1.0),
        ("tool", "slow", "thread", 0.0, 2.0),
    ]


def test_a_tool_without_a_coroutine_of_its_own_is_noted_however_it_is_called() -> None:
    code = (
        "import asyncio, time\n"
        "from langchain_core.tools import BaseTool, tool\n"
        "class Own(BaseTool):\n    name: str = 'own'\n    description: str = 'Own.'\n"
        "    def _run(self, x: int) -> int:\n        time.sleep(1)\n        return x\n"
        "class Native(Own):\n    name: str = 'native'\n"
        "    async def _arun(self, x: int) -> int:\n        return await asyncio.sleep(1, x)\n"
        "@tool\ndef plain(x: int) -> int:\n    'Plain.'\n    time.sleep(1)\n    return x\n"
        "async def main():\n    for one in (Own(), Native(), plain):\n        await one.ainvoke({'x': 1})\n        await one.arun({'x': 1})\n"
        "Own().invoke({'x': 1})\n"
        "asyncio.run(main())\n"
    )
    paths = ["sync", "thread", "thread", "native", "native", "thread", "thread"]
    names = ["own"] * 3 + ["native"] * 2 + ["plain"] * 2
    assert [(c.label, c.path, c.start, c.end) for c in record(code).calls] == [
        (name, path, float(n), n + 1.0) for n, (name, path) in enumerate(zip(names, paths, strict=True))
    ]


def test_one_client_over_two_loops_fails_as_the_real_one_does() -> None:
    code = MODEL + (
        "import asyncio\n"
        "for _ in range(3):\n"
        "    try:\n"
        "        print(asyncio.run(llm.ainvoke('Hi')).text)\n"
        "    except RuntimeError as error:\n"
        "        print(error)\n"
    )
    assert record(code).output.splitlines() == [
        "Hello there, my dear friend!",
        "Event loop is closed",
        "Hello there, my dear friend!",
    ]


def test_threads_that_begin_within_each_other_are_not_deep() -> None:
    code = (
        "import _thread, time\n"
        "def deep(n):\n    if n:\n        deep(n - 1)\n    else:\n        time.sleep(1)\n"
        "for _ in range(40):\n    _thread.start_new_thread(deep, (50,))\n"
        "time.sleep(2)\nprint('done')\n"
    )
    with Stage(Model({})) as stage:
        stage.execute(code)
    assert (stage.recording.output, stage.seconds) == ("done\n", 2.0)


def test_a_thread_is_interrupted_before_a_line_and_before_others_can_see_what_it_writes() -> None:
    """And nowhere else: the orders of a test are that many fewer."""
    tape = Tape(interrupts=True)
    with AnyStage(Model({}), tape=tape) as stage:
        stage.execute(
            """\
import threading
class Box:
    n = 0
def work():
    local = 1 + Box.n * 2
    Box.n = local
threads = [threading.Thread(target=work) for _ in "ab"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(Box.n)
"""
        )
    assert stage.recording.output == "3\n"
    lines = [met.place[1] for met in tape.met if met.kind == "switch"]
    assert [line for line in lines if line in (5, 6)] == [5, 6, 6] * 2


def test_a_library_that_lies_beside_a_program_is_none_of_its_modules(tmp_path: Path) -> None:
    """As in a project that has its environment in its folder."""
    packages = tmp_path / "venv" / "site-packages"
    packages.mkdir(parents=True)
    for path in (packages / "of_a_library.py", tmp_path / "of_the_program.py"):
        path.write_text("def fail():\n    raise ValueError('here')\n")
    (tmp_path / "program.py").write_text(
        f"import sys\nsys.path.append({str(packages)!r})\nimport of_a_library, of_the_program\n"
        "try:\n    of_a_library.fail()\nexcept ValueError:\n    of_the_program.fail()\n"
    )
    try:
        recording = run(tmp_path / "program.py")
    finally:
        kept = sys.modules.pop("of_a_library", None)
    assert (kept is not None, "of_the_program" in sys.modules, [*recording.files]) == (True, False, ["of_the_program.py"])
    first, second = recording.output.split("During handling")
    assert first.endswith("line 5, in <module>\n    of_a_library.fail()\n  ...\nValueError: here\n\n")
    assert second.endswith("  File \"of_the_program.py\", line 2, in fail\n    raise ValueError('here')\nValueError: here\n")


def test_a_program_without_a_file_can_be_read_while_it_runs() -> None:
    code = "import inspect\ndef two():\n    return 2\nprint(inspect.getsource(two), end='')\n"
    assert record(code).output == "def two():\n    return 2\n"
    assert linecache.getline("example.py", 2) == ""


def fails() -> None:
    1 / 0  # noqa: B018


def test_what_a_program_without_a_file_is_called() -> None:
    with Stage() as stage:
        stage.execute("1 / 0\n")
    assert stage.recording.snippet == "example"
    assert stage.recording.output.splitlines()[1:] == [
        '  File "example.py", line 1, in <module>',
        "    1 / 0",
        "ZeroDivisionError: division by zero",
    ]
    assert [run(fails).snippet, run(functools.partial(fails)).snippet] == ["fails", "program"]


def on_any_stage(program: Callable[[], object]) -> Recording:
    with AnyStage() as stage:
        stage.call(program)
    return stage.recording


def on_a_stage(program: Callable[[], object]) -> Recording:
    with Stage() as stage:
        stage.call(program)
    return stage.recording


@pytest.mark.parametrize("door", [on_any_stage, on_a_stage, run])
def test_a_program_may_take_a_day_and_no_longer(door: Callable[[Callable[[], object]], Recording]) -> None:
    def program() -> None:
        time.sleep(86_400)
        print("a day")
        time.sleep(0.5)

    recording = door(program)
    assert (recording.output.splitlines()[0], recording.raised) == ("a day", "TooLong")


def test_random_numbers_are_those_of_the_seed() -> None:
    first = [run(lambda: print(random.random()), seed=seed).output for seed in (None, 0, 7)]
    assert first == [f"{random.Random(seed).random()}\n" for seed in (0, 0, 7)]


def test_openai_has_an_address_and_wants_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("", "theirs"):
        monkeypatch.setenv("OPENAI_API_KEY", key)
        told = run(lambda: print(socket.gethostbyname("api.openai.com"), os.environ["OPENAI_API_KEY"])).output
        assert told == "203.0.113.10 the-stage-wants-none\n"
        assert os.environ["OPENAI_API_KEY"] == key


HELD_UP = """\
import asyncio, queue, threading, time
def held():
    time.sleep(0.5)
    print(threading.get_ident(), time.monotonic())
def ticks():
    for _ in range(16):
        time.sleep(0.25)
def changes():
    global changed
    time.sleep(1)
    changed = True
def gives_up():
    try:
        queue.SimpleQueue().get(timeout=2)
    except queue.Empty:
        pass
async def patient():
    try:
        async with asyncio.timeout(2):
            await asyncio.sleep(3)
    except TimeoutError:
        pass
threading.Thread(target=held).start()
threading.Thread(target=ticks).start()
"""
UNTIL_THEN, AS_LONG_AS_CAN_BE = 1, 2


@pytest.mark.parametrize(
    ("how", "main", "printed", "patience"),
    [
        (UNTIL_THEN, "", "1 3.5", 3.0),
        (UNTIL_THEN, "threading.Thread(target=changes).start()", "1 1.0", 3.0),
        (AS_LONG_AS_CAN_BE, "threading.Thread(target=changes).start()", "1 3.5", 3.0),
        (UNTIL_THEN, "time.sleep(0.75)\nthreading.Thread(target=held).start()", "3 1.25\n1 1.25", 3.0),
        (AS_LONG_AS_CAN_BE, "time.sleep(0.75)\nthreading.Thread(target=held).start()", "3 1.25\n1 3.5", 3.0),
        # Half of the time is left to whoever gives up on it, and to the main thread, which expects that all is done.
        (UNTIL_THEN, "gives_up()", "1 1.25", 3.0),
        (UNTIL_THEN, "threading.Thread(target=gives_up).start()", "1 1.25", 3.0),
        (UNTIL_THEN, "time.sleep(3.5)", "1 3.5", 3.0),
        (UNTIL_THEN, "time.sleep(3.75)", "1 2.0", 3.0),
        (UNTIL_THEN, "time.sleep(2)", "1 1.25", 1.0),
        (UNTIL_THEN, "asyncio.run(asyncio.sleep(5))", "1 2.75", 3.0),
        (UNTIL_THEN, "threading.Thread(target=lambda: asyncio.run(asyncio.sleep(2))).start()", "1 3.5", 3.0),
        (UNTIL_THEN, "threading.Thread(target=lambda: asyncio.run(patient())).start()", "1 1.25", 3.0),
    ],
)
def test_a_thread_is_held_up_until_others_have_gone_on_and_no_longer_than_they_wait(
    how: int, main: str, printed: str, patience: float
) -> None:
    tape = Tape({"hold 1 2": how}, interrupts=True, patience=patience)
    with AnyStage(Model({}), tape=tape) as stage:
        stage.execute(f"{HELD_UP}{main}\n")
    assert stage.recording.output == f"{printed}\n"
    until = {UNTIL_THEN: "until another has come by or has changed something", AS_LONG_AS_CAN_BE: "while others go on"}
    place = "before example.py:4, `print(threading.get_ident(), time.monotonic())`"
    assert [*tape.words.values()] == [f"thread 1 is held up {place}, {until[how]}"]


ASKS_THE_MODEL = """\
import http.client, json
client = http.client.HTTPConnection("127.0.0.1", 11434)
message = {"role": "user", "content": "Hi"}
client.request("POST", "/api/chat", json.dumps({"model": "llama3", "messages": [message], "stream": False}))
client.getresponse().read()
client.close()
"""


@pytest.mark.parametrize(
    ("main", "printed"),
    [
        (
            "import signal\nsignal.setitimer(signal.ITIMER_REAL, 2)\ntime.sleep(1)\nsignal.setitimer(signal.ITIMER_REAL, 0)",
            "1 3.5",
        ),
        ("box = queue.SimpleQueue()\nthreading.Timer(0.25, box.put, [1]).start()\nbox.get(timeout=2)", "1 3.5"),
        (ASKS_THE_MODEL, "1 3.5"),
    ],
    ids=["an alarm", "a wait that is over", "a server beside the program"],
)
def test_what_is_no_wait_of_the_programs_does_not_end_the_time_for_which_a_thread_is_held_up(main: str, printed: str) -> None:
    tape = Tape({"hold 1 2": UNTIL_THEN}, interrupts=True)
    with AnyStage(Model(ANSWERS), tape=tape) as stage:
        stage.execute(f"{HELD_UP}{main}\n")
    assert stage.recording.output == f"{printed}\n"


# -- who goes on first, and who can be interrupted


FIRST_OF_SEVERAL = {
    "woken together": """\
import threading, time
go = threading.Event()
def say(name):
    go.wait()
    print(name, end=" ")
threads = [threading.Thread(target=say, args=name) for name in "abc"]
for thread in threads: thread.start()
time.sleep(1)
go.set()
for thread in threads: thread.join()
""",
    "due together, and with an alarm": """\
import signal, threading, time
def say(name):
    time.sleep(1)
    print(name, end=" ")
threads = [threading.Thread(target=say, args=name) for name in "abc"]
for thread in threads: thread.start()
signal.signal(signal.SIGALRM, lambda *_: print("rings", end=" "))
signal.setitimer(signal.ITIMER_REAL, 1)
time.sleep(2)
""",
    "due together with a server beside the program": """\
import threading, time
def say(name):
    time.sleep(1)
    print(name, end=" ")
def ask():
    exec(ASKS_THE_MODEL)
    print("answered", end=" ")
threads = [threading.Thread(target=say, args="a"), threading.Thread(target=ask), threading.Thread(target=say, args="b")]
for thread in threads: thread.start()
for thread in threads: thread.join()
""".replace("ASKS_THE_MODEL", repr(ASKS_THE_MODEL)),
}


@pytest.mark.parametrize(
    ("name", "chosen", "output", "turns", "words"),
    [
        ("woken together", [], "a b c", [3, 3, 2], {}),
        ("woken together", [2], "c a b", [3, 2, 2], {1: (3, 1)}),
        ("woken together", [1, 1], "b c a", [3, 2], {1: (2, 1), 2: (3, 1)}),
        ("due together, and with an alarm", [], "a b c rings", [3, 2], {}),
        ("due together, and with an alarm", [1], "b a c rings", [3, 2], {1: (2, 1)}),
        ("due together, and with an alarm", [2, 1], "c b a rings", [3, 2], {1: (3, 1), 2: (2, 1)}),
        ("due together with a server beside the program", [], "a b answered", [2], {}),
        ("due together with a server beside the program", [1], "b a answered", [2], {1: (3, 1)}),
    ],
)
def test_of_several_threads_that_can_go_on_another_one_may_be_first(
    name: str, chosen: list[int], output: str, turns: list[int], words: dict[int, tuple[int, int]]
) -> None:
    """And there is nothing to choose where only one can, nor where an alarm or a server of the stage has its moment."""
    tape = Tape({f"turn  {number}": choice for number, choice in enumerate(chosen, 1)})
    with AnyStage(Model(ANSWERS), tape=tape) as stage:
        stage.execute(FIRST_OF_SEVERAL[name])
    assert stage.recording.output.split() == output.split()
    assert [met.options for met in tape.met if met.kind == "turn"] == turns
    assert {met.at for met in tape.met if met.kind == "turn"} == {1.0}
    assert tape.words == {
        f"turn  {number}": f"thread {first} goes on before thread {other}" for number, (first, other) in words.items()
    }


@pytest.mark.parametrize(
    ("gives_up", "chosen", "output", "choices"),
    [
        ("", 0, "a b c", [3, 2]),
        ("", 1, "b a c", [3, 2]),
        ("", 2, "c a b", [3, 2]),
        ("b", 0, "a c", [2]),
        ("b", 1, "c a", [2]),
        ("bc", 0, "a", []),
    ],
)
def test_who_gets_what_several_wait_for_is_chosen_among_those_that_still_wait(
    gives_up: str, chosen: int, output: str, choices: list[int]
) -> None:
    code = f"""\
import threading, time
lock = threading.Lock()
lock.acquire()
def take(name):
    if lock.acquire(timeout=0.5 if name in {gives_up!r} else -1):
        print(name, end=" ")
        lock.release()
threads = [threading.Thread(target=take, args=name) for name in "abc"]
for thread in threads: thread.start()
time.sleep(1)
lock.release()
for thread in threads: thread.join()
"""
    tape = Tape({"lock  1": chosen})
    with AnyStage(tape=tape) as stage:
        stage.execute(code)
    assert stage.recording.output.split() == output.split()
    assert [met.options for met in tape.met if met.kind == "lock" and met.at == 1] == choices
    others = [thread for thread, name in enumerate("abc", 1) if name not in gives_up]
    words = f"thread {others[chosen]} gets what thread 1 has waited for longer"
    assert tape.words == ({"lock  1": words} if chosen else {})


def test_a_late_timer_is_told_by_who_sets_it_and_when() -> None:
    code = """\
import threading, time
time.sleep(0.5)
thread = threading.Thread(target=time.sleep, args=(2,))
thread.start()
thread.join()
print(time.monotonic())
"""
    tape = Tape({"timer M 1": 1, "timer 1 1": 1})
    with AnyStage(tape=tape) as stage:
        stage.execute(code)
    assert stage.recording.output == "2.502\n"
    assert [(met.key, met.options, met.at, met.length) for met in tape.met] == [
        ("timer M 1", 2, 0.0, 0.5),
        ("timer 1 1", 2, 0.501, 2.501),
    ]
    assert [*tape.words.values()] == [
        "the timer that the main thread sets at 0 s, for 0.5 s, is late",
        "the timer that thread 1 sets at 0.501 s, for 2 s, is late",
    ]


def test_timers_of_a_loop_that_are_set_at_one_moment_are_late_together() -> None:
    """Of two of them, the earlier one is first."""
    code = """\
import asyncio
async def main():
    loop = asyncio.get_running_loop()
    await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))
    print(loop.time())
    await asyncio.sleep(1)
    print(loop.time())
asyncio.run(main())
"""
    tape = Tape({"timer M 1": 1})
    with AnyStage(tape=tape) as stage:
        stage.execute(code)
    assert stage.recording.output == "2.001\n3.001\n"
    assert [(met.key, met.at, met.length) for met in tape.met if met.kind == "timer"] == [
        ("timer M 1", 0.0, 1.0),
        ("timer M 2", 2.001, 3.001),
    ]


def test_a_loop_may_collect_garbage_before_it_waits() -> None:
    code = """\
import asyncio, weakref
class Ring: pass
async def main():
    ring = Ring()
    ring.itself, there = ring, weakref.ref(ring)
    del ring
    await asyncio.sleep(1)
    print(there() is None)
asyncio.run(main())
"""
    for chosen, words in ((0, {}), (1, {"collect M 1": "garbage is collected at 0 s"})):
        tape = Tape({"collect M 1": chosen})
        with AnyStage(tape=tape) as stage:
            stage.execute(code)
        assert (stage.recording.output, tape.words) == (f"{bool(chosen)}\n", words)
        assert [(met.key, met.options) for met in tape.met if met.kind == "collect"] == [("collect M 1", 2)]


CHANGE = """\
import _thread, asyncio, http.client, signal, threading, time
class Box: n = 0

def change():
    Box.n += 1
"""
SLEEPS = "other = threading.Thread(target=time.sleep, args=(2,))\nother.start()\n"
IN_A_THREAD = "thread = threading.Thread(target=lambda: (time.sleep(1), change()))\nthread.start()\nthread.join()"
IN_TWO_THREADS = """\
threads = [threading.Thread(target=change) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
ALARM = "signal.setitimer(signal.ITIMER_REAL, 9)\n"
NO_ALARM = "\nsignal.setitimer(signal.ITIMER_REAL, 0)"


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("change()", ""),
        (f"{ALARM}change(){NO_ALARM}", ""),
        ("client = http.client.HTTPConnection('127.0.0.1', 11434)\nclient.connect()\nchange()\nclient.close()", ""),
        ("threading.Thread(target=threading.Event().wait, daemon=True).start()\nchange()", ""),
        (f"{SLEEPS}change()", "hold"),
        (f"{SLEEPS}async def main(): change()\nasyncio.run(main())", ""),
        (f"{SLEEPS}time.sleep(2)\nchange()", "switch hold"),
        ("_thread.start_new_thread(print, ())\nchange()", "switch hold"),
        (IN_A_THREAD, ""),
        (f"{ALARM}{IN_A_THREAD}{NO_ALARM}", "hold"),
        (f"{SLEEPS}{IN_A_THREAD}", "hold"),
    ],
)
def test_who_stands_at_a_line_is_interrupted_or_held_up_only_where_somebody_else_can_go_on(code: str, how: str) -> None:
    tape = Tape({"turn  1": 1}, interrupts=True)  # of two that are due, the main thread is first
    with AnyStage(tape=tape) as stage:
        stage.execute(f"{CHANGE}{code}\n")
    assert stage.recording.raised == "", stage.recording.output
    met = [(met.kind, met.place.stores) for met in tape.met if met.place is not None and met.place.line == 5]
    assert met == [(kind, stores) for stores in (False, True) for kind in how.split()]


def test_threads_are_interrupted_where_somebody_traces_them_all() -> None:
    """As coverage does, and many a debugger."""

    def traces(*given: object) -> None: ...

    threading.settrace(traces)
    try:
        tape = Tape(interrupts=True)
        with AnyStage(tape=tape) as stage:
            stage.execute(CHANGE + IN_TWO_THREADS)
        assert threading.gettrace() is traces
    finally:
        threading.settrace(None)  # type: ignore[arg-type]
    assert stage.recording.raised == "", stage.recording.output
    assert "switch" in {met.kind for met in tape.met if met.place is not None and met.place.line == 5}


@pytest.mark.parametrize("polls", ["time.sleep(0)", "time.monotonic()"])
def test_who_was_interrupted_goes_on_before_time_passes_for_one_that_polls(polls: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"""\
import threading, time
flag = []
def waits():
    while not flag: {polls}
    print(f"seen at {{time.monotonic():.3f}}")
def sets():
    flag.append(1)
for function in (waits, sets):
    threading.Thread(target=function).start()
"""
    for name in ("FREE_READINGS", "FREE_PASSES"):
        monkeypatch.setattr(f"awaited.stage.scheduler.{name}", 50)
    tape = Tape(interrupts=True)
    with AnyStage(tape=tape) as stage:
        stage.execute(code)
    (key,) = {met.key for met in tape.met if met.kind == "switch" and met.place is not None and met.place.line == 7}
    tape = Tape({key: 1}, interrupts=True)
    with AnyStage(tape=tape) as stage:
        stage.execute(code)
    assert (stage.recording.output, len(tape.words)) == ("seen at 0.000\n", 1)


def test_code_whose_line_nobody_can_read_has_none_in_a_traceback() -> None:
    with Stage(Model({})) as stage:
        stage.execute('exec(compile("\\n" * 50 + "1 / 0", __file__, "exec"))\n')
    assert "line 51, in <module>\nZeroDivisionError" in stage.recording.output, stage.recording.output


def test_a_traceback_that_a_program_prints_itself_shows_its_own_lines_and_where_a_library_goes_on() -> None:
    code = """\
import json, traceback
def own(): raise LookupError("own")
for fails in (lambda: json.loads("{"), own):
    try:
        fails()
    except Exception:
        traceback.print_exc()
        assert traceback.format_exc().count("File") == 2
"""
    lines = [line for line in record(code).output.splitlines() if line.strip(" ~^")]
    assert lines == [
        "Traceback (most recent call last):",
        '  File "example.py", line 5, in <module>',
        "    fails()",
        '  File "example.py", line 3, in <lambda>',
        '    for fails in (lambda: json.loads("{"), own):',
        "  ...",
        "json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        "Traceback (most recent call last):",
        '  File "example.py", line 5, in <module>',
        "    fails()",
        '  File "example.py", line 2, in own',
        '    def own(): raise LookupError("own")',
        "LookupError: own",
    ]


def test_all_is_given_back_whatever_happens_to_one_of_it() -> None:
    given: list[str] = []

    def fails() -> None:
        raise RuntimeError("it is not there any more")

    with pytest.raises(RuntimeError, match="not there any more"):
        patches._in_reverse([(given.append, ("first",)), (fails, ()), (given.append, ("last",))])
    assert given == ["last", "first"]


@pytest.mark.parametrize(("tape", "traced"), [(Tape(), False), (Tape(interrupts=True), True)], ids=["whole turns", "interrupted"])
def test_only_where_threads_are_interrupted_their_code_is_traced(tape: Tape, traced: bool) -> None:
    """Tracing makes it some ten times as slow, and takes the place of a debugger."""
    before, seen = sys.gettrace(), []
    with AnyStage(Model({}), tape=tape) as stage:
        stage.call(lambda: seen.append(sys.gettrace()))
    assert (seen != [before]) == traced
    assert sys.gettrace() is before


# -- a program that computes for ever


def test_who_counts_is_gone_though_the_end_of_the_time_comes_at_the_very_end(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _thread._count()
    leave = computing._Counter.end
    interrupted = iter([True, False])

    def end(counter: Any) -> None:
        if next(interrupted):
            raise computing.ComputesForEver
        leave(counter)

    monkeypatch.setattr(computing._Counter, "end", end)
    with computing.not_for_ever(600):
        pass
    assert next(interrupted, None) is None
    while _thread._count() > before:  # it needs a moment to go; who counts on would need ten minutes
        time.sleep(0.001)


def test_nothing_is_raised_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[object] = []
    monkeypatch.setattr(computing, "_raise_in", lambda ident, error: raised.append(error))
    with computing.not_for_ever(0.001):
        while not raised:
            time.sleep(0.001)
    assert None not in raised, "Python 3.11 hangs where it is traced after that"
    after = len(raised)
    time.sleep(0.01)
    assert len(raised) == after


def test_what_a_library_makes_of_the_end_of_the_time_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """And an error of the program's own is that."""
    raised: list[object] = []
    monkeypatch.setattr(computing, "_raise_in", lambda ident, error: raised.append(error))

    def stops(seconds: float) -> None:
        with computing.not_for_ever(seconds):
            while seconds < 1 and not raised:
                time.sleep(0.001)
            raise LookupError("the loop has stopped")

    with pytest.raises(computing.ComputesForEver) as found:
        stops(0.001)
    assert str(found.value.__cause__) == "the loop has stopped"
    assert str(found.value) == (
        "the program computes, and has not ended for too long: is there a loop without end? On the stage only waiting takes time, "
        "and nothing changes while nobody waits. A program that needs longer is given it: awaited run --computing SECONDS"
    )
    with pytest.raises(LookupError, match="the loop has stopped"):
        stops(600)
