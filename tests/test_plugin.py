"""The pytest plugin (awaited/testing): what a test gets, and how it lives with other plugins."""

import dis
import hashlib
import os
import subprocess
import sys
import threading
import time
import types
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

import pytest

import awaited
import awaited.testing.protocol
from awaited.runner import AnyStage
from awaited.stage import chance, choices, machine, patches
from awaited.stage.choices import Met, Place
from awaited.testing import example, orders, settings, stage, story
from awaited.testing.stage import Plan
from tests.conftest import ROOT

pytest_plugins = ("pytester",)

OURS = ("-p", "no:awaited", "-p", "awaited.testing.plugin")
"""This plugin by its module, and not once more by its entry point."""

ALONE = ("-p", "no:asyncio", "-p", "no:anyio", "-p", "no:randomly", "-p", "no:socket", "-p", "no:codspeed", "-p", "no:benchmark")
"""Without plugins that happen to be installed here."""

HEAD = """\
import asyncio, threading, time
import pytest
from langchain_ollama import ChatOllama
from awaited import Answer

llm = ChatOllama(model="llama3")

"""


class Kept:
    """In the place of pytester's snapshot of ``sys.modules``, which forgets what a run has imported: a library that is imported anew, beside what
    has kept the old one, is not what anybody else has. The run's own files are forgotten."""

    def __init__(self, folder: Path) -> None:
        self._folder = f"{folder}{os.sep}"

    def restore(self) -> None:
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(self._folder):
                del sys.modules[name]


@pytest.fixture
def project(pytester: pytest.Pytester) -> "Project":
    kept = Kept(pytester.path)
    pytester._sys_modules_snapshot = kept
    pytester._Pytester__take_sys_modules_snapshot = lambda: kept
    return Project(pytester)


class Project:
    """Somebody's tests."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester

    def run(self, code: str, *options: str, alone: bool = True) -> pytest.RunResult:
        self._pytester.makepyfile(HEAD + code)
        plugins = [*OURS, *ALONE] if alone else OURS
        return self._pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", *plugins, *options)


# -- what a test gets

RUNS = {
    "an option": ("", "time.sleep(1)", 4),
    "a mark": ("@pytest.mark.stage(orders=3)", "time.sleep(1)", 3),
    "one order": ("@pytest.mark.stage(orders=3, seed='3-0')", "time.sleep(1)", 3),
    "tasks": ("@pytest.mark.stage(orders=3)", "asyncio.run(asyncio.sleep(1))", 3),
    "threads": ("@pytest.mark.stage(orders=3)", "asyncio.run(asyncio.to_thread(time.sleep, 1))", 5),
    "skipped": ("@pytest.mark.stage(orders=3)", "pytest.skip('not now')", 1),
    "meant to fail": ("@pytest.mark.xfail\n@pytest.mark.stage(orders=3)", "assert 0", 1),
    "with something that is done once in the life of a process": (
        "@pytest.mark.stage(orders=3)",
        "time.sleep(1 if len(runs) == 1 else 2)",
        4,
    ),
}


def test_a_test_runs_as_often_as_it_has_orders(project: Project) -> None:
    code = "runs = {name: [] for name in range(20)}\n"
    for n, (mark, does, _) in enumerate(RUNS.values()):
        code += f"{mark}\ndef test_{n}(stage):\n    runs[{n}].append(1)\n    {does.replace('runs)', f'runs[{n}])')}\n"
    wanted = [times for *_, times in RUNS.values()]
    code += f"def test_after():\n    assert [len(runs[n]) for n in range({len(RUNS)})] == {wanted}\n"
    assert project.run(code, "--stage-orders=4").parseoutcomes().get("failed", 0) == 0


def test_each_order_has_context_variables_of_its_own_and_a_fixtures_are_the_tests(project: Project) -> None:
    project.run("""
import contextvars
who = contextvars.ContextVar("who", default="nobody")
ended = []

@pytest.fixture
async def named():
    assert who.get() == "nobody"
    who.set("the fixture")

async def goes_on():
    try:
        await asyncio.sleep(1000)
    finally:
        ended.append(who.get())

@pytest.mark.stage(orders=3)
async def test_it(stage, named):
    assert who.get() == "the fixture"
    who.set("the test")
    pytest.task = asyncio.create_task(goes_on())
    await asyncio.sleep(1)

def test_after():
    assert ended == ["the test"] * 3  # the event loop is closed at the end of each order
""").assert_outcomes(passed=2)


def test_what_a_test_prints_is_recorded_and_what_is_recorded_stays(project: Project) -> None:
    project.run("""
import sys
kept = []

def test_it(stage):
    print("out")
    assert sys.stderr.write("err") == 3 and sys.stdout.encoding
    time.sleep(2)
    assert [(p.text, p.to) for p in stage.recording.prints] == [("out\\n", "stdout"), ("err", "stderr")]
    threading.Thread(target=time.sleep, args=(60,), daemon=True, name="dozer").start()
    time.sleep(1)
    kept.append(stage)

def test_after():
    assert (kept[0].seconds, kept[0].recording.seconds, kept[0].recording.left) == (3.0, 3.0, ["thread dozer"])
""").assert_outcomes(passed=2)


def test_a_loop_that_a_plugin_has_asked_for_says_nothing(project: Project) -> None:
    """Outside the stage asyncio keeps it for as long as the process lives. (pytest-asyncio asks for one before 1.4.)"""
    code = """
@pytest.fixture
def asked():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        asyncio.get_event_loop_policy().get_event_loop() if sys.version_info < (3, 14) else None

def test_it(stage, asked):
    time.sleep(1)
"""
    project.run("import sys, warnings\n" + code, "-W", "error").assert_outcomes(passed=1)


def test_async_sync_and_fixtures(project: Project) -> None:
    project.run(
        """
        @pytest.fixture
        async def opened():
            await asyncio.sleep(1)
            yield "opened"
            await asyncio.sleep(1)

        @pytest.fixture
        async def plain(opened):
            return await asyncio.sleep(0.5, opened)

        @pytest.fixture(scope="module")
        def started():
            return time.time()

        async def ask(*texts):
            return await asyncio.gather(*(llm.ainvoke(f"Summarise {t}") for t in texts))

        async def test_async(stage, plain, started):
            stage.answers["Summarise {text}"] = Answer("short", first_token=0.5)
            await ask("a", "b", "c")
            assert plain == "opened"
            assert stage.recording.peak == 3
            assert stage.seconds == 2.0 and not stage.recording.blocked
            assert started > time.time()  # its scope is older than the stage: it shows the machine's clock

        @pytest.mark.parametrize("text", ["a", "b"])
        class TestClass:
            def test_sync(self, stage, text):
                stage.answers["Summarise {text}"] = lambda prompt, values: f"short of {values['text']}"
                assert llm.invoke(f"Summarise {text}").content == f"short of {text}"
                assert hasattr(stage.advance(5), "__await__"), "the same type, whoever asks"
                assert stage.seconds == 5.8

            async def test_async(self, stage, text):
                stage.answers["Summarise {text}"] = "short"
                await stage.advance(2)
                await ask(text)
                assert stage.seconds == 2.6
        """.replace("\n        ", "\n")
    ).assert_outcomes(passed=5)


def test_calls_in_words(project: Project) -> None:
    project.run(
        """
async def test_calls(stage):
    stage.answers["Summarise {text}"] = Answer("short", first_token=1)
    stage.answers["Broken"] = Answer("never", fails=9, failure="reset")
    stage.speed(slots=2)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.5):
            await asyncio.gather(*(llm.ainvoke(f"Summarise {t}") for t in "abca"))
    with pytest.raises(Exception):
        await llm.ainvoke("Broken")
    assert len(stage.calls) == 5 and stage.calls.peak == 4
    assert sorted(stage.calls.to("Summarise {text}").prompts) == [f"Summarise {t}" for t in "aabc"]
    assert len(stage.calls.cancelled) == len(stage.calls.answered) == 2
    assert stage.calls.repeated.prompts == ["Summarise a"]
    assert stage.calls.failed.prompts == ["Broken"]
    assert stage.calls.tokens == 6
    assert stage.calls[-1].label == "Broken" and stage.calls[:2].prompts == stage.calls.prompts[:2]
    assert repr(stage.calls[3:]) == "<2 calls: 'Summarise a', 'Broken'>"
    assert repr(stage) == "<stage at 2.1 s>"

async def test_calls_that_are_not_over(stage):
    stage.answers["Tell"] = "a b c d"
    async for part in (stream := llm.astream("Tell")):
        break
    await stream.aclose()
    task = asyncio.create_task(llm.ainvoke("Tell"))
    await asyncio.sleep(0.1)
    assert [len(calls) for calls in (stage.calls.cancelled, stage.calls.failed, stage.calls.answered)] == [1, 0, 0]
    await task
"""
    ).assert_outcomes(passed=2)


def test_functions_that_modules_have_copied(project: Project) -> None:
    project.run(
        """
import queue
from time import monotonic as now, sleep as pause

def test_copies(stage):
    began = now()
    pause(7)
    with pytest.raises(queue.Empty):  # the module has copied the clock, too
        queue.Queue().get(timeout=3)
    assert round(now() - began, 6) == stage.seconds == 10
"""
    ).assert_outcomes(passed=1)


# -- orders


def test_a_race_is_found_made_small_and_repeated(project: Project) -> None:
    code = """
@pytest.mark.stage(orders=100)
async def test_order(stage):
    stage.answers["Summarise {text}"] = Answer("{text}", first_token=0.5)
    got = []
    async def one(text):
        got.append((await llm.ainvoke(f"Summarise {text}")).content)
    await asyncio.gather(*(one(text) for text in "abc"))
    assert got == ["a", "b", "c"]
"""
    found = project.run(code)
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(
        [
            "The plain order passes. Order 2 fails (seed 3-2), which differs from it in one place of *",
            "  - the answer to 'Summarise a' takes 0.505 s in the place of 0.5 s",
            "Calls, in the order in which they ended:",
            "*“Summarise a” by Task-2, made at 0.0*",
            "The first step at which the two part:",
            "Repeat it:  pytest '*::test_order' --stage-seed=3-2",
        ]
    )
    project.run(code, "--stage-seed=3-1").assert_outcomes(passed=1)
    again = project.run(code.replace("@pytest.mark.stage(orders=100)\n", ""), "--stage-seed=3-2")
    again.assert_outcomes(failed=1)
    again.stdout.fnmatch_lines(["  - the answer to 'Summarise a' takes 0.505 s in the place of 0.5 s"])


@pytest.mark.parametrize("fails", ["assert stage.seconds == 2", "pytest.fail('too early')"])
def test_where_the_others_stood_is_told(fails: str, project: Project) -> None:
    code = """
def works(event):
    event.wait()

async def ticks():
    while True:
        await asyncio.sleep(60)

async def over():
    pass

async def test_it(stage):
    stage.answers["Hi"] = Answer("Hello", first_token=5)
    tasks = [asyncio.create_task(ticks(), name=f"number {n}") for n in range(5)]
    tasks += [asyncio.create_task(ticks(), name="the clock"), asyncio.create_task(over(), name="done by then")]
    tasks.append(asyncio.create_task(llm.ainvoke("Hi"), name="not in the project's code"))
    threading.Thread(target=works, args=(threading.Event(),), daemon=True).start()
    await asyncio.sleep(1)
    FAILS
"""
    project.run(code.replace("FAILS", fails)).stdout.fnmatch_lines(
        [
            "Calls, in the order in which they ended:",
            "       - s  “Hi” by not in the project's code, made at 0.0\N{NO-BREAK SPACE}s, unfinished",
            "",
            "When it failed, the others stood here:",
            *(f"  number {n} (ticks) at *" for n in range(5)),
            "  the clock (ticks) at test_where_the_others_stood_is_told.py:*, `await asyncio.sleep(60)`",
            "  thread 1 at test_where_the_others_stood_is_told.py:*, `event.wait()`, waiting for a lock",
            "Left behind at the end: task *; task number 0; *; task the clock; thread Thread-1 (works)",
        ],
        consecutive=True,
    )


def test_a_thread_is_interrupted(project: Project) -> None:
    found = project.run(
        """
@pytest.mark.stage(orders=100)
def test_count(stage):
    stage.answers["Summarise {text}"] = Answer("{text}", first_token=0.5)
    counted = {"n": 0}
    def work(text):
        llm.invoke(f"Summarise {text}")
        counted["n"] += 1
    threads = [threading.Thread(target=work, args=(text,)) for text in "ab"]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert counted["n"] == 2
"""
    )
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(['  - thread ? is interrupted within *py:*, `counted[[]"n"[]] += 1`'])


@pytest.mark.parametrize(
    "line",
    [
        "ids.append(len(ids))",
        "path.write_text(str(int(path.read_text()) + 1))",
        "free.pop() if free else None",
        "Path(name).touch() if not Path(name).exists() else None",
    ],
)
@pytest.mark.parametrize("how", ["lambda: {}", "def work():\n    {}"])
def test_a_thread_is_interrupted_between_what_a_line_reads_and_what_it_does(how: str, line: str) -> None:
    code = compile(how.format(line), "work.py", "exec").co_consts[0]
    calls = [step.offset for step in dis.get_instructions(code) if step.opname == "CALL"]
    assert calls[-1] in choices.points(code)


BEGINS = READ = PLAIN = False
CHANGES = True


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("n = 1", [BEGINS]),
        ("box(1)", [BEGINS]),
        ("box.n = 1", [BEGINS, CHANGES]),
        ("box[0] = 1", [BEGINS, CHANGES]),
        ("global n; n = 1", [BEGINS, CHANGES]),
        ("n = 1; return lambda: n", [BEGINS, CHANGES]),
        ("del box.n", [BEGINS, CHANGES]),
        ("del box[0]", [BEGINS, CHANGES]),
        ("global n; del n", [CHANGES]),
        ("box.look()", [BEGINS]),
        ("box.clear()", [CHANGES]),
        ("x = box.append", [CHANGES]),
        ("use(box.look())", [BEGINS, READ]),
        ("use(*box.look())", [BEGINS, READ]),
        ("use(1 in box)", [BEGINS, READ]),
        ("use(1 < box)", [BEGINS, READ]),
        ("use(1 if box else 2)", [BEGINS, READ]),
        ("with use(box.look()): pass", [BEGINS, READ]),
        ("box.append(box.look())", [BEGINS, CHANGES]),
        ("box.n += use(box.look())", [BEGINS, READ, CHANGES]),
        ("box.look().clear()\n    box.look()", [BEGINS, CHANGES, BEGINS]),
        ("use(box.look())\n    box(1)", [BEGINS, READ, BEGINS]),
    ],
)
def test_a_thread_is_interrupted_where_somebody_could_notice(line: str, found: list[bool]) -> None:
    """And only where it then changes what others see, whoever is held up for that goes on."""

    def kinds(source: str) -> list[bool]:
        code = compile(source, "work.py", "exec").co_consts[0]
        return [changes for _, changes in sorted(choices.points(code).items())]

    assert kinds(f"def work():\n    {line}") == found
    if not any(word in line for word in ("=", ";", "del", "with", "\n")):
        # A lambda hands on what another one changes.
        assert kinds(f"lambda: {line}") == [PLAIN] * (len(found) - 1)


def test_a_thread_is_held_up_until_another_one_comes_by_much_later(project: Project) -> None:
    found = project.run(
        """
@pytest.mark.stage(orders=100)
def test_count(stage):
    counted = {"n": 0}
    def add(after):
        time.sleep(after)
        before = counted["n"]
        counted["n"] = before + 1
    threads = [threading.Thread(target=add, args=(after,)) for after in (0.5, 2)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert counted["n"] == 2
"""
    )
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(
        ["  - thread 1 is held up * *py:*, `counted*`, until another has come by or has changed something"]
    )


READS = """
@pytest.mark.stage(orders=8)
async def test_it(stage):
    stage.answers["Say {text}"] = "{text}"
    got = []
    async def say(text):
        got.append((await llm.ainvoke(f"Say {text}")).content)
    await asyncio.gather(say("a"), say("b"))
    if got == WHEN:
        assert {"run", "wait"} <= {row[2] for row in stage.recording.events}
"""


@pytest.mark.parametrize(("when", "told"), [([], 2), (["a", "b"], 8), (["b", "a"], 8)])
def test_only_who_reads_a_recording_has_one_in_every_order(
    when: list[str], told: int, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    watches = []
    watch = machine.Watch
    monkeypatch.setattr(machine, "Watch", lambda *args: watches.append(args) or watch(*args))
    project.run(READS.replace("WHEN", repr(when))).assert_outcomes(passed=1)
    assert len(watches) == told


def test_what_is_not_needed_is_taken_away_and_nothing_else() -> None:
    """Where no single deviation fails, as much as can be spared goes at once, then less: not one by one."""
    taken = {f"timer {n}": 1 for n in range(16)}
    needed = {"timer 3", "timer 11"}
    asked: list[set[str]] = []

    def fails(deviations: dict[str, int | float]) -> bool:
        asked.append(set(deviations))
        return needed <= deviations.keys()

    orders._halved(taken, fails)
    assert min((tried for tried in asked if needed <= tried), key=len) == needed
    assert len(asked) < 40


@pytest.mark.parametrize(
    ("key", "value", "nearer"),
    [
        ("answer a 1", 1.7, [1.01, 1.5]),
        ("answer a 1", 4.0, [1.01, 1.5, 2.0]),
        ("answer a 1", 0.25, [0.99, 0.75, 0.5]),
        ("answer a 1", 1.01, []),
        ("answer a 1", 0.6, [0.99, 0.75]),
        ("turn thread 1 1", 2, [1]),
        ("turn thread 1 1", 1, []),
        ("value  1", 0.5, []),
    ],
)
def test_a_choice_is_made_as_near_to_the_plain_one_as_still_fails(key: str, value: float, nearer: list[float]) -> None:
    assert orders._nearer(key, value) == nearer


def test_the_way_back_ends_after_so_many_runs_and_says_how_many_there_were() -> None:
    plan = types.SimpleNamespace(read=False, told=True)
    passes = types.SimpleNamespace(failed=False, plan=plan)
    search = orders.Search(lambda tape, told: passes, orders=100)
    taken: dict[str, float] = {f"turn thread {n} 1": 1 for n in range(100)}
    tape = types.SimpleNamespace(taken=taken, words=dict.fromkeys(taken, "another turn"))
    failing = types.SimpleNamespace(failed=True, signature="here", tape=tape, plan=plan)
    assert search._back(failing) is failing  # type: ignore[arg-type]
    assert search.shrunk == orders.SHRINKS == 60
    search.number, search.places, search.deviations_found = 7, 500, 120
    first, *rest = story._deviations(search, failing)  # type: ignore[arg-type]
    assert first == (
        "The plain order passes. Order 7 fails (seed 3-7), which differs from it in 100 places of 500 "
        "(it differed in 120, and was made smaller in 60 runs):"
    )
    assert rest == ["  - another turn"] * 100


def test_a_test_that_reads_its_recording_is_told_with_it(project: Project) -> None:
    found = project.run("""
@pytest.mark.stage(orders=10)
def test_it(stage):
    late = stage.between(0, 1)
    time.sleep(late)
    assert stage.recording.seconds == 0

def test_done(stage):
    done = stage.advance(1)
    async def main():
        assert await done is None
    asyncio.run(main())
""")
    found.assert_outcomes(failed=1, passed=1)
    found.stdout.fnmatch_lines(["  - stage.between(0, 1) is *", "The first step at which the two part:"])


def test_an_async_fixture_may_be_anyios(project: Project) -> None:
    code = """
@pytest.fixture
def anyio_backend(): return "asyncio"

@pytest.fixture
async def slow(anyio_backend): return await asyncio.sleep(1, "slow")

@pytest.mark.anyio
async def test_it(stage, slow):
    assert (slow, stage.seconds) == ("slow", 1.0)
"""
    project.run(code, "-p", "no:asyncio", alone=False).assert_outcomes(passed=1)


def test_an_order_does_not_depend_on_where_things_lie_in_memory() -> None:
    """The threads of a pool are joined one by one, and who is joined first decides who has the turn afterwards."""
    kept: list[object] = []

    def program() -> None:
        with ThreadPoolExecutor(4) as pool:
            wait([pool.submit(time.sleep, 1 + n % 2) for n in range(4)])
            kept.extend(pool._threads)  # the next ones lie elsewhere

    def met() -> list[Met]:
        tape = choices.Tape()
        with AnyStage(tape=tape) as stage:
            stage.call(program)
        return tape.met

    first = met()
    assert all(met() == first for _ in range(8))


WAITS = {
    "sleep": lambda: time.sleep(1),
    "event": lambda: threading.Event().wait(1),
    "semaphore": lambda: threading.Semaphore(0).acquire(timeout=1),
    "future": lambda: wait([Future()], timeout=1),
}


@pytest.mark.parametrize("how", WAITS)
def test_who_waits_for_a_time_is_late_in_some_orders(how: str) -> None:
    def run(tape: choices.Tape) -> tuple[list[Met], float]:
        with AnyStage(tape=tape) as stage:
            stage.call(WAITS[how])
        return [met for met in tape.met if met.kind == "timer"], round(stage.seconds, 6)

    (timer,), plain = run(choices.Tape())
    assert (round(timer.length, 6), plain) == (1, 1), "so that answers come with it, and threads meet"
    assert run(choices.Tape({timer.key: 1}))[1] == 1.001


def test_a_pool_that_is_dropped_is_not_left_behind(project: Project) -> None:
    project.run(
        """
@pytest.mark.stage(orders=10, leftovers="fail")
def test_it(stage):
    from concurrent.futures import ThreadPoolExecutor
    pool = ThreadPoolExecutor(2)
    assert [future.result() for future in [pool.submit(int, "1"), pool.submit(int, "2")]] == [1, 2]
"""
    ).assert_outcomes(passed=1)


def test_a_thread_that_has_been_told_to_end_is_not_left_behind(project: Project) -> None:
    """OpenAI's client asks a thread of anyio's for the platform; such a thread ends soon after its loop."""
    project.run(
        """
from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

@pytest.mark.stage(orders=20, leftovers="fail")
async def test_it(stage):
    @tool
    async def look(word: str) -> str:
        "Look it up."
        await asyncio.sleep(1)
        return word

    stage.answers["Go"] = Answer(tool_calls=[{"name": "look", "args": {"word": "x"}}], after_tools="Done.")
    agent = create_agent(ChatOpenAI(model="gpt-5", api_key="any"), [look])
    assert (await agent.ainvoke({"messages": [("human", "Go")]}))["messages"][-1].content == "Done."
"""
    ).assert_outcomes(passed=1)


def test_a_projects_own_key_is_its_tests_too(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import os\ndef test_it(stage):\n    assert os.environ['OPENAI_API_KEY'] == {!r}\n"
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    project.run(code.format("the-stage-wants-none")).assert_outcomes(passed=1)
    monkeypatch.setenv("OPENAI_API_KEY", "theirs")
    project.run(code.format("theirs")).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("outages", "refused"), [([(0, 5)], [1, 3]), ([(2, 4)], [3]), ([(3, 4)], [3]), ([(2, 4), (6, 8)], [3, 7])]
)
def test_a_server_that_is_not_there(outages: list[tuple[int, int]], refused: list[int], project: Project) -> None:
    project.run(f"""
from langchain_openai import ChatOpenAI

@pytest.mark.parametrize("ask", [llm.invoke, ChatOpenAI(model="gpt-5", api_key="any", max_retries=0).invoke])
def test_it(stage, ask):
    stage.answers["Hi"] = Answer("Hello", first_token=0.5)
    stage.model.outages = {outages}
    refused = []
    for second in (1, 3, 5, 7):
        stage.advance(second - stage.seconds)
        try:
            assert ask("Hi").content == "Hello"
        except Exception:
            refused.append(second)
    assert refused == {refused}
    assert len(stage.calls) == 4 - len(refused)
""").assert_outcomes(passed=2)


# -- among other plugins


def test_a_test_has_an_event_loop_of_pytest_asyncio_only_if_something_of_it_is_async(project: Project) -> None:
    project.run(
        """
@pytest.fixture
async def opened():
    yield 1

@pytest.fixture
async def made():
    return 1

@pytest.fixture
def plain():
    return 1

def has_loop(request):
    return "_function_scoped_runner" in request.fixturenames

def test_nothing(stage, plain, request):
    assert not has_loop(request)

async def test_itself(stage, request):
    assert has_loop(request)

def test_a_generator(stage, opened, request):
    assert has_loop(request)

def test_a_coroutine(stage, made, plain, request):
    assert has_loop(request)
""",
        *("-o", "asyncio_mode=auto", "-o", "asyncio_default_fixture_loop_scope=function"),
        alone=False,
    ).assert_outcomes(passed=4)


OTHERS = {
    "pytest-asyncio, auto": ("-o", "asyncio_mode=auto"),
    "pytest-asyncio, strict": ("-o", "asyncio_mode=strict"),
    "without pytest-asyncio": ("-p", "no:asyncio"),
    "pytest-randomly": ("-p", "randomly", "-p", "no:asyncio"),
    "pytest-socket": ("--disable-socket", "-o", "asyncio_mode=auto"),
    "pytest-timeout, by a signal": ("--timeout=30", "--timeout-method=signal"),
    "pytest-timeout, by a thread": ("--timeout=30", "--timeout-method=thread"),
}


@pytest.mark.parametrize("others", OTHERS)
def test_among_other_plugins(others: str, project: Project) -> None:
    auto = "asyncio_mode=auto" in OTHERS[others]
    mark = "" if auto or others == "without pytest-asyncio" or "no:asyncio" in OTHERS[others] else "@pytest.mark.asyncio\n"
    fixture = "pytest.fixture" if auto or not mark else "pytest_asyncio.fixture"
    code = f"""
import pytest_asyncio

@{fixture}
async def warm():
    await asyncio.sleep(1)
    yield asyncio.get_running_loop()
    await asyncio.sleep(1)

{mark}async def test_async(stage, warm):
    stage.answers["Hi"] = Answer("Hello", first_token=5)
    assert (await llm.ainvoke("Hi")).content == "Hello"
    assert stage.seconds == 6 and asyncio.get_running_loop() is warm

@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_anyio(stage, anyio_backend):
    await asyncio.sleep(3600)
    assert stage.seconds == 3600

@pytest.mark.stage(orders=100)
{mark}async def test_order(stage):
    stage.answers["Say {{text}}"] = "{{text}}"
    got = []
    async def one(text):
        got.append((await llm.ainvoke(f"Say {{text}}")).content)
    await asyncio.gather(one("a"), one("b"))
    assert got == ["a", "b"]

def test_sync(stage):
    time.sleep(80_000)
    assert stage.seconds == 80_000

def test_without_the_stage():
    assert time.time() > 1_700_000_000
"""
    options = (
        *OTHERS[others],
        *(() if others == "without pytest-asyncio" else ("-o", "asyncio_default_fixture_loop_scope=function")),
    )
    found = project.run(code if mark else code.replace("import pytest_asyncio\n", ""), *options, alone=False)
    found.assert_outcomes(passed=4, failed=1)
    found.stdout.fnmatch_lines(["*Order 2 fails (seed 3-2), which differs from it in one place of *"])


def test_the_guard_of_one_order_does_not_stay_for_the_next(project: Project) -> None:
    """pytest-socket takes its guard away before the stage of the test is down, and the next guard derives from what is there then."""
    project.run(
        """
import socket

@pytest.mark.stage(orders=9)
def test_it(stage): pass

def test_after():
    assert [kind.__name__ for kind in socket.socket.__mro__].count("GuardedSocket") == 1
""",
        *("--disable-socket", "-p", "no:randomly", "-o", "asyncio_default_fixture_loop_scope=function"),
        alone=False,
    ).assert_outcomes(passed=2)


def test_what_an_order_writes_and_records_is_told_once(project: Project) -> None:
    found = project.run(
        """
@pytest.mark.stage(orders=10)
def test_it(stage, record_property):
    print("once")
    record_property("order", "once")
    assert stage.between(0, 1) == 0
""",
        *("--junit-xml=told.xml", "-o", "junit_family=xunit1"),
    )
    found.assert_outcomes(failed=1)
    assert found.outlines.count("once") == 1
    assert Path("told.xml").read_text().count('<property name="order"') == 1


SUBTESTS = {
    "the fixture": """
@pytest.mark.stage(orders=10)
def test_it(stage, subtests):
    late = stage.between(0, 1)
    with subtests.test("first"):
        pass
    with subtests.test("second"):
        assert late == 0
""",
    "unittest": """
import unittest

class TestIt(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def prepare(self, stage):
        self.stage = stage

    @pytest.mark.stage(orders=10)
    def test_it(self):
        late = self.stage.between(0, 1)
        with self.subTest("first"):
            pass
        with self.subTest("second"):
            self.assertEqual(late, 0)
""",
}


ENDS = {
    "the fixture": ["contains 1 failed subtest", "2 failed, 1 subtests passed in *"],
    "unittest": ["1 failed, 1 passed, 1 subtests passed in *"],
}
"""As without the stage."""


@pytest.mark.parametrize("way", SUBTESTS)
def test_a_subtest_that_fails_in_some_order_is_told_once(way: str, project: Project) -> None:
    found = project.run(SUBTESTS[way])
    assert [line.partition(" ")[0] for line in found.outlines if line.startswith("SUBFAILED")] == ["SUBFAILED[second]"]
    found.stdout.fnmatch_lines(["The plain order passes. Order * fails *", "  - stage.between(0, 1) is 1", *ENDS[way]])
    # Longer, too: a file of the same second and length is taken for what was compiled before.
    again = project.run(SUBTESTS[way].replace("between(0, 1)", "between(0, 0.0)"))
    again.stdout.fnmatch_lines(["1 passed, 2 subtests passed in *"])


def test_an_order_in_which_a_test_skips_is_passed_over(project: Project) -> None:
    found = project.run(
        """
@pytest.mark.stage(orders=10)
def test_it(stage):
    late = stage.between(0, 1)
    if late == 1:
        pytest.skip("too late")
    assert late != 0.5
"""
    )
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(["  - stage.between(0, 1) is 0.5"])


def test_an_order_chooses_between_two_numbers(project: Project) -> None:
    found = project.run(
        """
@pytest.mark.stage(orders=10)
def test_it(stage):
    assert 2 <= stage.between(2, 5) < 5
"""
    )
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(["  - stage.between(2, 5) is 5"])


def test_a_test_that_is_meant_to_fail_may_do_so_in_any_order(project: Project) -> None:
    found = project.run("""
@pytest.mark.xfail(reason="a race", strict=True)
@pytest.mark.stage(orders=10)
def test_it(stage):
    assert stage.between(0, 1) == 0

def test_plainly(stage):
    assert stage.between(3, 5) == 3
""")
    found.assert_outcomes(xfailed=1, passed=1)


def test_an_answer_in_no_time_ends_when_it_ends_in_each_order(project: Project) -> None:
    project.run("""
@pytest.mark.stage(orders=20)
async def test_it(stage):
    stage.speed(first_token=0, per_token=0)
    stage.answers["Hi {n}"] = "Ho"
    await asyncio.gather(llm.ainvoke("Hi 1"), llm.ainvoke("Hi 2"))
    assert stage.seconds == 0
""").assert_outcomes(passed=1)


def test_an_async_fixture_of_a_class_has_the_tests_own_object(project: Project) -> None:
    project.run("""
class TestIt:
    @pytest.fixture
    async def named(self):
        self.name = await asyncio.sleep(1, "it")

    def test_it(self, stage, named):
        assert (self.name, stage.seconds) == ("it", 1.0)
""").assert_outcomes(passed=1)


def test_a_strict_run_allows_what_a_mark_allows_and_nothing_else(project: Project) -> None:
    code = """
MARK
async def test_left(stage):
    pytest.task = asyncio.create_task(asyncio.sleep(100))
MARK
def test_unused(stage):
    stage.answers["Hi"] = "Ho"
MARK
async def test_blocked(stage):
    time.sleep(1)
"""
    project.run(code.replace("MARK", ""), "--stage-strict").assert_outcomes(passed=1, failed=2, errors=2)
    allowed = "@pytest.mark.stage(leftovers='report', unused='allow', blocked=None)"
    project.run(code.replace("MARK", allowed), "--stage-strict").assert_outcomes(passed=3)
    project.run(code.replace("MARK", "")).assert_outcomes(passed=3)


def test_a_debugger_shows_the_first_order_that_fails_once_and_as_it_was_found(
    project: Project, request: pytest.FixtureRequest
) -> None:
    code = """
class Debugger:
    quitting = False
    def __init__(self, *given, **named): pass
    def reset(self): pass
    def interaction(self, frame, error): print("a debugger begins")

@pytest.mark.stage(orders=10)
async def test_it(stage):
    stage.answers["Say {text}"] = Answer("{text}", first_token=0.5)
    got = []
    async def say(text):
        got.append((await llm.ainvoke(f"Say {text}")).content)
    await asyncio.gather(say("a"), say("b"))
    assert got == ["a", "b"]
"""
    found = project.run(code, "--pdb", f"--pdbcls={request.node.name}:Debugger")
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(["stage = <stage at 2 s>"])  # four times as long, and not just longer than the other
    assert found.outlines.count("a debugger begins") == 1


@pytest.mark.parametrize("option", ["--setup-only", "--setup-plan"])
def test_who_asks_for_the_fixtures_alone_gets_them_and_no_test(option: str, project: Project) -> None:
    code = "@pytest.fixture\nasync def slow():\n    await asyncio.sleep(1)\n@pytest.mark.stage(orders=10)\ndef test_it(stage, slow): assert 0\n"
    found = project.run(code, option)
    found.assert_outcomes()
    assert sum("SETUP    F stage" in line for line in found.outlines) == 1
    assert sum("SETUP    F slow" in line for line in found.outlines) == 1


def test_a_loop_that_lives_longer_than_the_test(project: Project) -> None:
    found = project.run(
        "@pytest.mark.asyncio(loop_scope='module')\nasync def test_it(stage): pass\n",
        *("-o", "asyncio_mode=strict", "-o", "asyncio_default_fixture_loop_scope=function"),
        alone=False,
    )
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines(
        [
            '*the event loop of its module, which is older than the stage: *mark it with @pytest.mark.asyncio(loop_scope="function")'
        ]
    )


def test_what_runs_on_another_loop_than_asyncios_is_skipped(project: Project) -> None:
    found = project.run(
        "@pytest.mark.anyio\n@pytest.mark.parametrize('anyio_backend', ['asyncio', 'trio'])\n"
        "async def test_it(stage, anyio_backend): await asyncio.sleep(1000)\n",
        *("-p", "no:asyncio", "-rs"),
        alone=False,
    )
    found.assert_outcomes(passed=1, skipped=1)
    found.stdout.fnmatch_lines(["*the stage runs asyncio, and this is the same test on trio*"])


# -- what does not cost anything


def test_unused_it_imports_nothing() -> None:
    code = (
        "import sys, awaited.testing.plugin\n"
        "heavy = {'langchain_core', 'awaited.runner', 'awaited.stage', 'greenlet', 'asyncio.base_events'} - {'asyncio.base_events'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout == "[]\n"


# -- what bad input gets

UNSEEN = """
async def fail():
    raise ValueError("unseen")

async def test_it(stage):
    async def work(): pass
    class Ends:
        def __del__(self): raise KeyError("late")
    work()
    asyncio.create_task(fail())
    await asyncio.sleep(1)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    Ends()
"""


def test_what_is_noted_is_told_by_others_as_well(project: Project) -> None:
    found = project.run(UNSEEN, "-rP", "-Wdefault")
    found.assert_outcomes(passed=1, warnings=3)
    found.stdout.fnmatch_lines(["*Task exception was never retrieved*"])
    sections = dict(found.reprec.getreports("pytest_runtest_logreport")[-1].sections)
    assert sections["the stage"].startswith("Left behind at the end: a coroutine that nobody awaited: "), (
        "in its report, though it passes"
    )


def test_a_test_says_what_it_allows(project: Project) -> None:
    project.run(
        """
@pytest.mark.stage(unknown="allow")
def test_unknown(stage):
    stage.answers["Hello"] = "Hi"
    with pytest.raises(Exception, match="the fake model has no answer"):
        llm.invoke("Hallo")

@pytest.mark.stage(blocked=0.5)
async def test_as_long_as_it_may_be(stage):
    time.sleep(0.5)

@pytest.mark.stage(unused="fail", blocked=0)
class TestNearest:
    @pytest.mark.stage(unused="allow")
    def test_it(self, stage):
        stage.answers["Hello"] = "Hi"

@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [("asyncio", {"use_uvloop": False})])
async def test_a_backend_with_options(stage, anyio_backend):
    await asyncio.sleep(1000)
    assert stage.seconds == 1000
""",
        *("-p", "no:asyncio", "-p", "no:randomly"),
        alone=False,
    ).assert_outcomes(passed=4)


def test_a_failure_is_explained_by_what_was_not_allowed_and_once(project: Project) -> None:
    found = project.run(
        """
def ask(*prompts):
    for prompt in prompts:
        try:
            llm.invoke(prompt)
        except Exception:
            pass
    assert 0

@pytest.mark.stage(unknown="allow")
def test_allowed(stage):
    ask("Nobody knows this")

def test_errors(stage):
    stage.answers["{what}"] = lambda prompt, values: {}[values["what"]]
    ask("First", "Second")

def test_of_the_plain_model(stage):
    from awaited import FakeChatModel
    FakeChatModel(server=stage.model).invoke("Of the plain model")
"""
    )
    found.assert_outcomes(failed=3)
    told = found.stdout.str()
    assert "has no answer to 'Nobody" not in told
    raised = [told.count(f"E       a function that answers raised KeyError('{prompt}')") for prompt in ("First", "Second")]
    assert raised == [1, 0]
    (line,) = [line for line in found.outlines if "has no answer to 'Of the" in line and line.startswith("E ")]
    assert "UnknownPrompt" in line


def test_streams_that_a_test_puts_in_the_place_of_others_are_its_own_to_put_back(project: Project) -> None:
    project.run(
        """
import io, sys

@pytest.fixture
def streams():
    before = sys.stdout, sys.stderr
    yield (mine := (io.StringIO(), io.StringIO()))
    assert (sys.stdout, sys.stderr) == mine
    sys.stdout, sys.stderr = before

def test_it(stage, streams):
    sys.stdout, sys.stderr = streams

def test_after(stage):
    assert type(sys.stdout).__name__ == type(sys.stderr).__name__ == "_Tee"

def test_without_the_stage():
    assert "_Tee" not in (type(sys.stdout).__name__, type(sys.stderr).__name__)
""",
        "--capture=no",
    ).assert_outcomes(passed=3)


HIDDEN = {
    "the test": "def test_it(stage):\n    assert 0",
    "what it swallowed": "@pytest.mark.stage(unused='fail')\ndef test_it(stage):\n    stage.answers['Hi'] = 'Ho'",
    "its fixture": "@pytest.fixture\nasync def fails():\n    assert 0\ndef test_it(stage, fails): pass",
    "its mark": "@pytest.mark.stage(7, order=7)\ndef test_it(stage): pass",
    "its limit": "@pytest.mark.stage(limit=10)\ndef test_it(stage):\n    time.sleep(9)\n    time.sleep(2)",
}


def test_a_failure_shows_the_tests_own_lines_alone(project: Project) -> None:
    code = "".join(test.replace("test_it", f"test_{n}") + "\n" for n, test in enumerate(HIDDEN.values()))
    found = project.run(code, "-v")
    assert not [line for line in found.outlines if "awaited/testing" in line]
    found.assert_outcomes(failed=3, errors=2)
    found.stdout.fnmatch_lines(["test_a_failure_shows_the_tests_own_lines_alone.py FFEEF *[[]100%[]]"])
    found.stdout.fnmatch_lines([">       time.sleep(2)"])


BAD = {
    "an unknown prompt": (
        """
def test_it(stage):
    stage.answers["Hello"] = "Hi"
    try:
        llm.invoke("Hallo")
    except Exception:
        pass
""",
        "*the fake model has no answer to 'Hallo'. It knows these prompts:*",
    ),
    "answers that nobody asked for": (
        """
@pytest.mark.stage(unused="fail")
def test_it(stage):
    stage.answers["Hello"] = "Hi"
""",
        "nobody asked for the answers to: 'Hello'",
    ),
    "what is left behind": (
        """
@pytest.mark.stage(leftovers="fail")
async def test_it(stage):
    async def fail():
        raise ValueError("unseen")
    pytest.task = asyncio.create_task(asyncio.sleep(100), name="sleeper")
    asyncio.create_task(fail())
    threading.Thread(target=time.sleep, args=(1000,), name="dozer").start()
    await asyncio.sleep(1)
""",
        "*the test leaves behind: *task sleeper; thread dozer; *an exception that nobody saw: ValueError('unseen')*",
    ),
    "a loop that is held up": (
        """
@pytest.mark.stage(blocked=0.1)
async def test_it(stage):
    time.sleep(0.25)
    await asyncio.sleep(0.75)
    time.sleep(0.5)
    await asyncio.sleep(1)
    time.sleep(0.25)
""",
        "the event loop is held up for 0.5 s from 1 s on, at test_*.py:13 (time.sleep(0.5)); 0.1 s are allowed",
    ),
    "a server and a loop": (
        """
@pytest.mark.stage(leftovers="fail")
async def test_it(stage):
    pytest.server = await asyncio.start_server(print, "127.0.0.1", 8000)
    for seconds in (0.25, 0.5, 0.25):
        time.sleep(seconds)
        await asyncio.sleep(1)
    asyncio.get_running_loop().call_soon(lambda: 1 / 0)
    await asyncio.sleep(1)
""",
        "*the test leaves behind: an event loop that was held up, for 0.5 s at most, at test_*.py:13 (time.sleep(seconds)); "
        "a server that listens at 127.0.0.1:8000",
    ),
    "a stage that is asked for too late": (
        """
def test_it(request):
    request.getfixturevalue("stage")
""",
        "*the fixture `stage` is asked for too late: name it among the test's own arguments, def test_...(stage)",
    ),
    "what nobody sees": (
        """
@pytest.mark.stage(leftovers="fail")
@pytest.mark.filterwarnings("ignore")
def test_it(stage):
    async def work(): pass
    class Ends:
        def __del__(self): raise KeyError("late")
    def fail(how): raise how
    work()
    for how in (OSError("there"), SystemExit()):
        thread = threading.Thread(target=fail, args=(how,), name="worker")
        thread.start()
        thread.join()
    del thread, how
    Ends()
""",
        "*the test leaves behind: a coroutine that nobody awaited: test_it.<locals>.work; an exception that ended worker: OSError('there'); "
        "an exception that nobody could catch: KeyError('late')",
    ),
    "a word that a mark does not know": (
        "@pytest.mark.stage(unused='never')\ndef test_it(stage): pass",
        "pytest.mark.stage(unused='never'): it is 'allow' or 'fail'",
    ),
    "an exception of a function that answers": (
        """
def test_it(stage):
    stage.answers["Hi"] = lambda prompt, values: str(1 / 0)
    try:
        llm.invoke("Hi")
    except Exception:
        pass
""",
        "*ZeroDivisionError: division by zero",
    ),
    "what follows from an exception of a function that answers": (
        """
def test_it(stage):
    stage.answers["Hi"] = lambda prompt, values: str(1 / 0)
    try:
        llm.invoke("Hi")
    except Exception:
        raise ValueError("no answer") from None
""",
        "*a function that answers raised ZeroDivisionError('division by zero')",
    ),
    "what follows from an unknown prompt": (
        """
def test_it(stage):
    stage.answers["Hello"] = "Hi"
    try:
        llm.invoke("Hallo")
    except Exception:
        raise ValueError("no answer") from None
""",
        "*the fake model has no answer to 'Hallo'. It knows these prompts:",
    ),
    "the plain order": (
        "@pytest.mark.stage(orders=5)\ndef test_it(stage):\n    assert 0",
        "The plain order fails: no other was tried.",
    ),
    "many calls": (
        """
def test_it(stage):
    stage.answers["Question {n}"] = "Hi"
    for n in range(33):
        llm.invoke(f"Question {n}")
    assert 0
""",
        "            and 3 more",
    ),
    "a test that passes once": (
        "seen = []\n@pytest.mark.stage(orders=5)\ndef test_it(stage):\n    seen.append(1)\n    assert len(seen) < 2",
        "the test passes, and fails when it runs again in the same order: assert 2 < 2*",
    ),
    "a fixture that yields twice": (
        """
@pytest.fixture
async def twice():
    yield 1
    yield 2

def test_it(stage, twice):
    pass
""",
        "*ValueError: the fixture twice yields more than once",
    ),
    "what a module takes down": (
        """
@pytest.fixture(scope="module")
def opened():
    yield
    raise OSError("cannot be closed")

@pytest.mark.stage(orders=2)
def test_it(stage, opened):
    pass
""",
        "*OSError: cannot be closed",
    ),
    "a deadlock": (
        """
def test_it(stage):
    lock = threading.Lock()
    with lock, lock:
        pass
""",
        "*nothing will ever wake this program: the main thread waits for a lock, and no timer is set*",
    ),
    "computing without end": (
        """
@pytest.mark.stage(computing=0.2)
def test_it(stage):
    while True:
        pass
""",
        "*the test computes, and has not waited for anything for too long: is there a loop without end? A test that needs longer says so: "
        "@pytest.mark.stage(computing=SECONDS)",
    ),
    "trying again without end": (
        """
@pytest.mark.stage(computing=0.2)
def test_it(stage):
    while True:
        try:
            int("1")
        except Exception:
            continue
""",
        "*the test computes, and has not waited for anything for too long*",
    ),
    "a test that is not the same twice": (
        """
seen = []

@pytest.mark.stage(orders=10)
async def test_it(stage):
    seen.append(1)
    await asyncio.sleep(len(seen))
""",
        "*first:* Task-* waits for a timer until 2.0 s (line *",
    ),
    "a seed of another version": ("@pytest.mark.stage(seed='0-7')\ndef test_it(stage): pass", "*the seed 0-7 is of version 0 *"),
    "no seed": ("@pytest.mark.stage(seed='seven')\ndef test_it(stage): pass", "*'seven' is no seed of an order*"),
    "a wrong mark": ("@pytest.mark.stage(order=7)\ndef test_it(stage): pass", "*pytest.mark.stage knows no order: it takes *"),
    "words without a name": (
        "@pytest.mark.stage(7, order=7)\ndef test_it(stage): pass",
        "pytest.mark.stage knows no 7, order: it takes blocked, computing, leftovers, limit, orders, seed, unknown, unused, each by its name",
    ),
    "a mark without the fixture": (
        "@pytest.mark.stage(orders=7)\ndef test_it(): pass",
        "pytest.mark.stage marks a test without the fixture `stage`: name it among the test's arguments, def test_...(stage)",
    ),
    "no number": (
        "@pytest.mark.stage(blocked='long')\ndef test_it(stage): pass",
        "pytest.mark.stage(blocked='long'): it is for how many*",
    ),
    "no time at all": (
        "@pytest.mark.stage(computing=0)\ndef test_it(stage): pass",
        "pytest.mark.stage(computing=0): it is for how many seconds, more than 0",
    ),
    "a number that is none": (
        "@pytest.mark.stage(orders=True)\ndef test_it(stage): pass",
        "pytest.mark.stage(orders=True): it is how many orders, a whole number from 1",
    ),
    "seconds that are none": (
        "@pytest.mark.stage(blocked=True)\ndef test_it(stage): pass",
        "pytest.mark.stage(blocked=True): it is for how many*",
    ),
    "all answers anew": (
        "def test_it(stage):\n    stage.answers = {'Hi': 'Hello'}",
        "*AttributeError: answers are added to stage.answers, which stays: stage.answers.update({...})",
    ),
    "a prompt that is no text": (
        "def test_it(stage):\n    stage.answers[5] = 'Hello'",
        "*WrongAnswer: a prompt is a text, and 5 is none",
    ),
    "a limit that there is not": (
        "def test_it(stage):\n    stage.speed(slot=1)",
        "*the model '[*]' has no 'slot' (did you mean 'slots'[?]): it may have *",
    ),
    "fewer than none": (
        "def test_it(stage):\n    stage.speed(slots=-1)",
        "*'slots' of the model '[*]' is a whole number from 0, not -1",
    ),
    "back in time": (
        "def test_it(stage):\n    stage.advance(-1)",
        "*ValueError: stage.advance(-1): time goes on, and never back",
    ),
    "the stage of another test": (
        """
kept = []

def test_it(stage):
    kept.append(stage)

def test_other():
    kept[0].advance(1)
""",
        "*the stage of *::test_it is down: a test has a stage of its own, by the fixture `stage`",
    ),
    "a cache that outlives an order": (
        """
cache = {}

@pytest.mark.stage(orders=10)
def test_it(stage):
    stage.answers["Hi"] = "Hello"
    if "Hi" not in cache:
        cache["Hi"] = llm.invoke("Hi")
""",
        "the test does not do the same twice, so that its orders cannot be told apart:\n"
        "  first:  *\n  again:  *\n"
        "Something outlives the test: a cache of a module, a counter, a file, a client that remembers. "
        "Put it back in a fixture, as another test in the same process would need it too.",
    ),
    "no limit": (
        "@pytest.mark.stage(limit=None)\ndef test_it(stage): pass",
        "pytest.mark.stage(limit=None): it is for how many*",
    ),
    "less than nothing": (
        "@pytest.mark.stage(limit=-1)\ndef test_it(stage): pass",
        "pytest.mark.stage(limit=-1): it is for how many*",
    ),
    "a name that nobody has": (
        """
def test_it(stage):
    import urllib.request
    urllib.request.urlopen("http://shop.example/")
""",
        "*the stage has no way out to shop.example: *",
    ),
    "a stage within the stage": (
        """
from awaited import Stage

def test_it(stage):
    with Stage():
        pass
""",
        "*the stage is already set, and stages do not nest: use that one*the fixture `stage`*",
    ),
    "tests on the stage within a test on the stage": (
        """
def test_it(stage, tmp_path):
    (tmp_path / "test_inner.py").write_text("def test_inner(stage): pass")
    options = ("-q", "--disable-plugin-autoload", "-p", "no:cacheprovider", "-p", "awaited.testing.plugin")
    assert pytest.main([*options, "--rootdir", str(tmp_path), str(tmp_path)]) == 0
""",
        "*a stage is up already: a test has one stage; take the fixture `stage` out of whatever else asks for it",
    ),
    "a test that yields": ("async def test_it(stage):\n    yield", "*a test is a function: this one yields"),
    "a way out": (
        """
def test_it(stage):
    import socket
    socket.create_connection(("192.0.2.1", 80))
""",
        "*the stage has no way out to 192.0.2.1*",
    ),
}


@pytest.mark.parametrize(
    ("kind", "mark", "line"),
    [
        ("AssertionError", "blocked=0.1", "time.sleep(1)"),
        ("AssertionError", "unused='fail'", "stage.answers['Hello'] = 'Hi'"),
        ("LookupError", "unknown='fail'", "try: llm.invoke('Hello')\n    except Exception: pass"),
    ],
)
def test_what_a_test_fails_for_afterwards_has_the_kind_of_error_that_it_had(
    kind: str, mark: str, line: str, project: Project
) -> None:
    result = project.run(
        f"@pytest.mark.xfail(raises={kind}, strict=True)\n@pytest.mark.stage({mark})\nasync def test_it(stage):\n    {line}\n"
    )
    assert result.parseoutcomes() == {"xfailed": 1}


@pytest.mark.parametrize("wrong", BAD)
def test_it_says_what_is_wrong(wrong: str, project: Project) -> None:
    code, said = BAD[wrong]
    result = project.run(code)
    outcomes = result.parseoutcomes()
    assert outcomes.get("failed", 0) + outcomes.get("errors", 0) == 1
    result.stdout.fnmatch_lines(said.splitlines())


WRONG_OPTIONS = {
    "--stage-orders=0": "*--stage-orders=0: it is in how many orders each test runs, a whole number from 1",
    "--stage-seed=first": "*--stage-seed: 'first' is no seed of an order: it is what a failure says*",
    "--stage-html=test_*.py": "*--stage-html=test_*.py: it is a folder, in which each test gets a page, and there is a file of this name",
}


@pytest.mark.parametrize("option", WRONG_OPTIONS)
def test_a_wrong_option_is_told_once(option: str, project: Project, request: pytest.FixtureRequest) -> None:
    name = request.node.originalname
    found = project.run("def test_it(stage): pass", option.replace("test_*", name))
    assert found.ret == pytest.ExitCode.USAGE_ERROR
    found.stderr.fnmatch_lines([WRONG_OPTIONS[option]])


def test_a_mark_of_that_name_may_be_somebody_elses(project: Project) -> None:
    project.run("""
@pytest.mark.stage("production")
@pytest.mark.stage(cluster="east")
def test_it(): pass

@pytest.mark.stage(orders=7)
class TestIt:
    def test_it(self): pass
""").assert_outcomes(passed=2)


def test_turns_without_end(project: Project) -> None:
    found = project.run("""
@pytest.mark.stage(computing=0.2)
async def test_it(stage):
    while True:
        await asyncio.sleep(0)
""")
    # Where the loop itself is interrupted it drops what is raised: the task, and with it the loop, then waits for nobody.
    assert found.parseoutcomes()["failed"] == 1
    found.stdout.fnmatch_lines(["E * the test computes, and has not waited for anything for too long*"])


# -- settings

WRONG = {
    "orders": [0, -1, 2.0, "7", True, None],
    "leftovers": ["allow", None],
    "unused": ["report"],
    "unknown": ["report", True],
    "blocked": [-1, -0.001, float("inf"), float("nan"), "1", False],
    "limit": [None, -1, float("inf"), True],
    "computing": [None, 0, 0.0, -1, float("inf")],
    "seed": ["3", "3-", "-3", "3-x", "x-3", "3-3.0", 3, "2-3", "4-3"],
}
RIGHT = {
    "orders": [1, 1000],
    "leftovers": ["report", "fail"],
    "unused": ["allow", "fail"],
    "unknown": ["allow", "fail"],
    "blocked": [None, 0, 0.5],
    "limit": [0, 10, 1e9],
    "computing": [0.001, 1],
    "seed": [None, "3-0", "3-12"],
}


def said(**given: object) -> settings.Settings:
    """The settings of a test with a mark."""
    options = {"stage_strict": False, "stage_orders": None, "stage_seed": None}
    mark = types.SimpleNamespace(args=(), kwargs=given)
    item = types.SimpleNamespace(
        fixturenames=["stage"],
        _fixtureinfo=None,
        iter_markers=lambda name: [mark] if name == "stage" else [],
        config=types.SimpleNamespace(getoption=options.get),
    )
    return settings.settings(item)  # type: ignore[arg-type]


ALLOWED = {
    "orders": "how many orders, a whole number from 1",
    "leftovers": "'report' or 'fail'",
    "unused": "'allow' or 'fail'",
    "unknown": "'fail' or 'allow'",
    "blocked": "for how many seconds, a number from 0",
    "limit": "for how many seconds, a number from 0",
    "computing": "for how many seconds, more than 0",
}


def test_a_mark_says_what_there_is_and_nothing_else() -> None:
    for name, values in RIGHT.items():
        assert [getattr(said(**{name: value}), name) for value in values] == values
    for name, values in WRONG.items():
        for value in values:
            with pytest.raises((settings.WrongMark, settings.WrongSeed)) as wrong:
                said(**{name: value})
            assert str(wrong.value) in (
                f"pytest.mark.stage({name}={value!r}): it is {ALLOWED.get(name)}",
                f"{value!r} is no seed of an order: it is what a failure says after --stage-seed, such as 3-57",
                f"the seed {value} is of version {str(value)[0]} of the orders, and this is version 3: "
                "run the test again with orders, and take the seed that this version finds",
            )
    assert said() == settings.Settings()


def test_what_a_mark_does_not_say_is_as_its_help_says(project: Project) -> None:
    (line,) = [line for line in project.run("", "--markers").outlines if line.startswith("@pytest.mark.stage(")]
    signature, _, rest = line.removeprefix("@pytest.mark.").partition("): ")
    defaults = dict(part.split("=") for part in signature.removeprefix("stage(").split(", "))
    assert {name: repr(value) for name, value in vars(said()).items()} == {
        name: f"{value}.0" if name in ("limit", "computing") else value for name, value in defaults.items()
    }
    assert rest == (
        "how a test with the fixture `stage` runs: in how many orders, or in which one alone; whether it fails for what it leaves behind ('fail'), "
        "for answers that nobody asked for ('fail'), for an event loop that is held up for more than so many seconds; "
        "after how many virtual seconds it is taken to wait for ever, and after how many real ones to compute for ever"
    )


OPTIONS = """
tests in virtual time (awaited):
  --stage-orders=N      run each test with the fixture `stage` in N orders, unless its mark says in how many
  --stage-seed=SEED     run each such test in this one order, as a failure names it
  --stage-html=FOLDER   write the picture of each such test that runs to a page in this folder
  --stage-strict        let such tests fail for what they leave behind, for answers that nobody asked for, and for a loop that is held up
"""


def test_pytests_help_tells_of_the_options(project: Project) -> None:
    told = project.run("", "--help").stdout.str()
    assert " ".join(OPTIONS.split()) in " ".join(told.split())


def test_which_files_are_the_projects_own(tmp_path: Path) -> None:
    own = stage.Own(str(tmp_path))
    inside = [str(tmp_path / name) for name in ("test_it.py", "shop/orders.py")]
    outside = [f"{tmp_path}_too/test_it.py", str(tmp_path / "env/site-packages/x.py"), os.__file__, None, 3]
    assert [path in own for path in [*inside, *inside]] == [True] * 4
    assert [path in own for path in outside] == [False] * 5
    assert awaited.__file__ not in stage.Own(str(ROOT)), "though these tests are"
    assert __file__ in stage.Own(str(ROOT))


# -- the way back, and what the number of an order means


def searched(
    places: list[tuple[str, str, int]], needed: dict[str, float], orders_: int = 100
) -> tuple[orders.Search, orders.Run]:
    """The search through the orders of a test that makes these choices, and fails if it takes those that are needed, or greater ones."""

    def run(tape: choices.Tape, told: bool) -> orders.Run:
        for kind, name, options in places:
            length = 1.0 if kind in ("answer", "value") else 0.0
            tape.take(kind, name, options, 0.0, str, length)
        fails = all(tape.taken.get(key, 0) >= value for key, value in needed.items())
        crash = types.SimpleNamespace(message="AssertionError: no", lineno=3)
        report = types.SimpleNamespace(failed=fails, skipped=False, when="call", longrepr=types.SimpleNamespace(reprcrash=crash))
        return orders.Run([report], Plan(settings.Settings(), tape, told))

    search = orders.Search(run, orders_)
    return search, search.run()


BACK = {
    "an answer, rounded": ([("answer", f"a{n}", 0) for n in range(9)], {"answer a0 1": 1.3}, {"answer a0 1": 1.5}),
    "an answer, all but plain": ([("answer", f"a{n}", 0) for n in range(9)], {"answer a7 1": 1.001}, {"answer a7 1": 1.01}),
    "a turn": ([("turn", f"t{n}", 3) for n in range(9)], {"turn t4 1": 1}, {"turn t4 1": 1}),
    "a turn and an answer": (
        [*(("turn", f"t{n}", 3) for n in range(5)), ("answer", "a", 0)],
        {"turn t4 1": 1, "answer a 1": 1.01},
        {"turn t4 1": 1, "answer a 1": 1.01},
    ),
    "three of them": (
        [("turn", f"t{n}", 2) for n in range(6)],
        {f"turn t{n} 1": 1 for n in (0, 2, 5)},
        {f"turn t{n} 1": 1 for n in (0, 2, 5)},
    ),
}


@pytest.mark.parametrize("what", BACK)
def test_a_failing_order_is_made_as_plain_as_it_can_be(what: str) -> None:
    places, needed, left = BACK[what]
    search, found = searched(places, needed, 400)
    assert found.tape.taken == left
    assert search.places == len(places)
    assert search.deviations_found >= len(left)


def test_so_many_orders_are_planned_and_no_more() -> None:
    many = [Met(f"turn t{n} 1", "turn", 4, 0.0, 0.0, None) for n in range(100)]
    assert len(orders.planned(many)) == 84
    assert orders.planned(many)[:4] == [{"turn t0 1": 1}, {"turn t0 1": 2}, {"turn t0 1": 3}, {"turn t1 1": 1}]


MET = [
    *(Met(f"answer {name} 1", "answer", 0, 0.25 * n, 0.5 + n, None) for n, name in enumerate("abc")),
    Met("turn thread 1 1", "turn", 3, 0.5, 0.0, None),
    Met("arrival  1", "arrival", 2, 0.5, 0.0, None),
    Met("switch thread 1 1", "switch", 2, 0.5, 0.0, Place("shop.py", 3, 8, True)),
    Met("switch thread 1 2", "switch", 2, 0.5, 0.0, Place("shop.py", 4, 20, False)),
    Met("hold thread 1 1", "hold", 3, 0.75, 0.0, Place("shop.py", 4, 20, False)),
    Met("lock lock 1", "lock", 2, 0.75, 0.0, None),
    Met("timer  1", "timer", 2, 0.0, 1.5, None),
    Met("value  1", "value", 0, 1.5, 2.0, None),
    Met("collect  1", "collect", 2, 1.5, 0.0, None),
]
"""What a program might meet."""

MEANT = {3: "692ebc1b83546a0c"}
"""By version, a digest of what all numbers up to 200 mean for it. Who changes that raises ``choices.VERSION``: a seed in somebody's mark must not repeat another
order than the one that failed."""


def test_a_seed_means_the_same_order_for_as_long_as_the_version_is_the_same() -> None:
    plan = orders.planned(MET, [choices.Tape({"answer a 1": 2.0}, interrupts=True)])
    known = chance.Plain(chance.moments(MET), places=8)
    drawn = [[draw(met) for met in MET] for draw in (chance.drawn(number, known) for number in range(2, 200))]
    text = repr([plan, drawn, [settings.seed_of(2), settings.number_of(settings.seed_of(2))]])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == MEANT.get(choices.VERSION), (
        "numbers mean something else: raise choices.VERSION, and note its digest"
    )


def test_a_value_that_each_order_chooses(project: Project) -> None:
    found = project.run(
        """
@pytest.mark.stage(orders=10)
async def test_stop(stage):
    task = asyncio.ensure_future(asyncio.sleep(1))
    await asyncio.sleep(0.5 + stage.between(0, 2))
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
"""
    )
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(["  - stage.between(0, 2) is *"])


def test_how_long_an_answer_takes_is_known_with_its_placeholders_filled(project: Project) -> None:
    found = project.run(
        """
@pytest.mark.stage(orders=100)
async def test_both_are_there_at_once(stage):
    stage.answers["Say {text}"] = Answer("{text}", first_token=0.5, per_token=0.1)
    got = []
    async def say(text):
        got.append((await llm.ainvoke(f"Say {text}")).content)
        before = len(got)
        await asyncio.sleep(0.005)
        assert len(got) == before
    await asyncio.gather(say("a"), say("a b c d e f g h"))
"""
    )
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(["*Order 3 fails*"])


def test_a_page_of_each_test(project: Project, tmp_path: Path) -> None:
    code = """
@pytest.mark.parametrize("to", ["you/all", "me"])
def test_it(stage, to):
    stage.answers["Hi"] = "Hello"
    llm.invoke("Hi")
"""
    folder = tmp_path / "not" / "there"
    project.run(code, f"--stage-html={folder}").assert_outcomes(passed=2)
    project.run(code, f"--stage-html={folder}").assert_outcomes(passed=2)
    names = [f"test_a_page_of_each_test.py.test_it-{to}-" for to in ("me", "you-all")]
    assert sorted(page.name for page in folder.iterdir()) == [f"{name}.html" for name in names]
    text = (folder / f"{names[0]}.html").read_text(encoding="utf-8")
    assert all(part in text for part in ("awaited-timeline", names[0], "llm.invoke(&quot;Hi&quot;)"))


def test_another_order_by_seed() -> None:
    def program() -> None:
        def say(name: str) -> None:
            time.sleep(1)
            print(name)

        threads = [threading.Thread(target=say, args=(name,)) for name in "abc"]
        for thread in threads:
            thread.start()

    assert awaited.run(program).output == "a\nb\nc\n"
    others = ((seed, output) for seed in range(12) if (output := awaited.run(program, seed=seed).output) != "a\nb\nc\n")
    seed, output = next(others)
    assert awaited.run(program, seed=seed).output == output


def test_a_thread_that_is_ended_with_its_test_is_no_failure_of_a_thread(project: Project) -> None:
    run = project.run(
        "def test_it(stage):\n    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n    time.sleep(1)\n",
        "-Werror",
    )
    run.assert_outcomes(passed=1)


def test_modules_are_not_looked_through_again_for_each_order(project: Project) -> None:
    code = "\ndef test_it(stage):\n    threading.Thread(target=time.sleep, args=(1,)).start()\n"
    project.run(code).assert_outcomes(passed=1)
    sought = set(patches._sought)
    project.run("@pytest.mark.stage(orders=5)" + code).assert_outcomes(passed=1)
    assert patches._sought == sought


# -- as an example of a documentation


def test_an_example_says_nothing_of_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "test_asks.py"
    path.write_text("def test_it(no_such_fixture): pass\n", encoding="utf-8")
    recording = example.perform(path, path.read_text(), "chapter/test_asks")
    assert (recording.snippet, recording.raised, recording.seconds, recording.calls) == ("chapter/test_asks", "", 0.0, [])
    output = recording.output
    assert "file test_asks.py, line 1" in output
    assert str(tmp_path) not in output


def test_an_example_is_told_as_pytest_tells_it_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "beside_an_example.py").write_text("def price():\n    raise ValueError('sold: out')\n")
    path = tmp_path / "test_price.py"
    path.write_text(
        "import logging, os, time\nfrom beside_an_example import price\n\ndef test_first(stage):\n    time.sleep(2)\n    assert 0\n\n"
        "def test_price(stage):\n    logging.warning('hidden')\n    print(os.path.exists('test_price.py'))\n    time.sleep(1.5)\n    price()\n\n"
        "def test_without_the_stage():\n    assert not os.environ.get('CI')\n"
    )
    before = list(sys.path), os.environ.get("COLUMNS"), os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"), Path.cwd()
    recording = example.perform(path, path.read_text(), "chapter/test_price")
    assert (list(sys.path), os.environ.get("COLUMNS"), os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"), Path.cwd()) == before
    assert {"beside_an_example", "test_price"}.isdisjoint(sys.modules)
    assert (recording.snippet, recording.raised, recording.seconds) == ("chapter/test_price", "ValueError", 1.5)
    (printed,) = recording.prints
    assert printed.at == 1.5
    assert (
        recording.output
        == """\
FF.                                                                     [100%]
================================== FAILURES ===================================
_________________________________ test_first __________________________________
test_price.py:6: in test_first
    assert 0
E   assert 0
_________________________________ test_price __________________________________
test_price.py:12: in test_price
    price()
beside_an_example.py:2: in price
    raise ValueError('sold: out')
E   ValueError: sold: out
---------------------------- Captured stdout call -----------------------------
True
=========================== short test summary info ===========================
FAILED test_price.py::test_first - assert 0
FAILED test_price.py::test_price - ValueError: sold: out
2 failed, 1 passed
"""
    )


def test_an_example_that_is_called_as_a_test_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = types.ModuleType("test_called_alike")
    theirs.__file__ = str(tmp_path / "tests" / "test_called_alike.py")
    monkeypatch.setitem(sys.modules, "test_called_alike", theirs)
    path = tmp_path / "snippets" / "test_called_alike.py"
    path.parent.mkdir()
    path.write_text("def test_nothing(stage):\n    assert True\n")
    recording = example.perform(path, path.read_text(), "chapter/test_called_alike")
    assert (recording.output.splitlines()[-1], recording.raised) == ("1 passed", "")
    assert sys.modules["test_called_alike"] is theirs
