"""Every exercise can be failed and can be solved, and its check asks what can be asked.

What else readers may write, right and wrong, is judged in tests/whole/test_exercise_answers.py.
"""

import pytest
from test_snippets import LIBRARY

from awaited.recording.calls import Call
from awaited.recording.checks import problems
from awaited.recording.recording import Print, Recording, digest

EXERCISES = LIBRARY.data().exercises


@pytest.mark.parametrize("name", EXERCISES)
def test_exercise_is_complete(name: str) -> None:
    exercise = EXERCISES[name]
    assert len(exercise["hints"]) >= 2, f"{name}: give hints in steps, two or more"
    assert exercise["starter"].endswith("_starter"), f"{name}: name the starter so that it says what it is"
    assert exercise["solution"].endswith("_solution"), f"{name}: name the solution so that it says what it is"


def solved(name: str, snippet: str) -> list[str]:
    """What the check says of a published program. Its recording is what it does: test_snippets runs it, and compares."""
    return problems(EXERCISES[name]["check"], LIBRARY.recording(snippet), LIBRARY.code(snippet))


@pytest.mark.parametrize("name", EXERCISES)
def test_starter_fails_its_check(name: str) -> None:
    assert solved(name, EXERCISES[name]["starter"]), f"{name} is solved before the reader begins"


@pytest.mark.parametrize("name", EXERCISES)
def test_solution_passes_its_check(name: str) -> None:
    assert solved(name, EXERCISES[name]["solution"]) == []


@pytest.mark.parametrize("name", EXERCISES)
def test_answers_of_an_exercise(name: str) -> None:
    """Two that are right and two that are not, besides the published solution and starter."""
    stems = list(LIBRARY.answers(name))
    assert [stem for stem in stems if not stem.startswith(("right_", "wrong_"))] == [], (
        f"{name}: begin their names with right_ or wrong_"
    )
    counts = {kind: sum(stem.startswith(kind) for stem in stems) for kind in ("right_", "wrong_")}
    assert min(counts.values()) >= 2, (
        f"{name}: write two of each to snippets/{name.replace('/', '/answers/')}/; there are {counts}"
    )
    codes = {path.read_text(encoding="utf-8") for path in LIBRARY.answers(name).values()}
    codes |= {LIBRARY.code(EXERCISES[name][part]) for part in ("starter", "solution")}
    assert len(codes) == len(stems) + 2, f"{name}: two of its answers are the same program"


def test_answers_belong_to_exercises() -> None:
    folders = {f"{path.parent.parent.name}/{path.name}" for path in LIBRARY.root.glob("*/answers/*") if path.is_dir()}
    assert sorted(folders - set(EXERCISES)) == [], "these exercises are gone, or have other names"


# -- the questions, each with a run that fails it


def run(*spans: tuple[float, float], **more: object) -> Recording:
    """A recording with model calls from one second to another."""
    calls = [Call("model", "Hi", "native", "Task-1", start, None, None, end, "answered") for start, end in spans]
    prints = [Print(at, "Task-1", text) for at, text in more.pop("prints", [])]
    return Recording("a/b", digest(""), max((end for _, end in spans), default=0.0), calls=calls, prints=prints, **more)


QUESTIONS = {
    "in pairs": ({"in_flight_while_work": 2}, run((0, 1), (0, 2), (1, 2), (2, 3), (2, 3)), ""),
    "rounds of two": (
        {"in_flight_while_work": 2},
        run((0, 1), (0, 2), (2, 3), (2, 3)),
        "From 1 s to 2 s one call is in flight, while there are calls still to be made; keep 2 going.",
    ),
    "a pause": (
        {"in_flight_while_work": 2},
        run((0, 1), (0, 1), (1.5, 2), (1.5, 2)),
        "From 1 s to 1.5 s no call is in flight, while there are calls still to be made; keep 2 going.",
    ),
    "the last ones end alone": ({"in_flight_while_work": 2}, run((0, 1), (0, 2), (1, 5)), ""),
    "enough calls": ({"calls_at_least": 2}, run((0, 1), (0, 1)), ""),
    "too few calls": ({"calls_at_least": 2}, run((0, 1)), "It makes too few model calls: 1 of 2 or more."),
    "too many calls": ({"calls_at_most": 1}, run((0, 1), (0, 1)), "It makes 2 model calls; 1 are enough."),
    "no calls at all": ({"peak_at_least": 2}, run(), "No call is in flight at once; 2 could be."),
    "one at a time": ({"peak_at_least": 2}, run((0, 1)), "Only one call is in flight at once; 2 could be."),
    "calls of another kind": (
        {"calls_of": {"tool": 1}},
        run((0, 1)),
        "It makes 0 tool calls; 1 is asked for.",
    ),
    "nothing cancelled": ({"cancelled": 1}, run((0, 1)), "No call is cancelled; 1 should be."),
    "any order": ({"prints_in_any_order": ["b", "a"]}, run(prints=[(0, "a\n"), (1, "b\n")]), ""),
    "out of turn": (
        {"prints": ["a", "b"]},
        run(prints=[(0, "b\n"), (1, "a\n")]),
        "It prints 'b', but not in its turn: the order is 'a', 'b'.",
    ),
    "in turn": ({"prints": ["a", "b"]}, run(prints=[(0, "a\n"), (1, "b\n")]), ""),
    "what it should not": ({"not_prints": ["a"]}, run(prints=[(0, "a\n")]), "It prints 'a', which it should not."),
    "not what it should not": ({"not_prints": ["a"]}, run(prints=[(0, "b\n")]), ""),
    "not twice": (
        {"prints_in_any_order": ["a", "a"]},
        run(prints=[(0, "a\n"), (1, "b\n")]),
        "It does not print 'a' often enough.",
    ),
    "too early": (
        {"not_printed_before": {"a": 1.0}},
        run(prints=[(0.5, "a\n")]),
        "'a' should not be printed before 1 s.",
    ),
    "late enough": ({"not_printed_before": {"a": 1.0}}, run(prints=[(1.0, "a\n")]), ""),
    "left behind": ({"leaves_nothing": True}, run(left=["task Task-2"]), "At the end it leaves behind: task Task-2."),
    "a moment that is none": ({"in_flight_while_work": 2}, run((0, 1), (0, 1), (1 + 5e-7, 2), (1 + 5e-7, 2)), ""),
    "one of three goes on": (
        {"in_flight_while_work": 3},
        run((0, 1), (0, 2), (0, 2), (2, 3)),
        "From 1 s to 2 s 2 calls are in flight, while there are calls still to be made; keep 3 going.",
    ),
    "as many calls": ({"calls": 2}, run((0, 1), (0, 1)), ""),
    "a call too many": ({"calls": 1}, run((0, 1), (0, 1)), "It makes 2 model calls; 1 is asked for."),
    "a call too few": ({"calls": 2}, run((0, 1)), "It makes 1 model call; 2 are asked for."),
    "just so many calls": ({"calls_at_most": 1, "calls_at_least": 1}, run((0, 1)), ""),
    "as many of a kind": ({"calls_of": {"model": 2}}, run((0, 1), (0, 1)), ""),
    "one of a kind": ({"calls_of": {"model": 2}}, run((0, 1)), "It makes 1 model call; 2 are asked for."),
    "just so many at once": ({"peak_at_most": 2, "peak_at_least": 2}, run((0, 1), (0, 1)), ""),
    "too many at once": ({"peak_at_most": 1}, run((0, 1), (0, 1)), "2 calls are in flight at once; at most 1 may be."),
    "two of three at once": ({"peak_at_least": 3}, run((0, 1), (0, 1)), "Only 2 calls are in flight at once; 3 could be."),
    "in time": ({"within": 1, "at_least": 1, "ended_by": 1}, run((0, 1)), ""),
    "in time but for what is none": ({"within": 1, "at_least": 1, "ended_by": 1}, run((0, 1 + 5e-7)), ""),
    "too slow": ({"within": 1}, run((0, 1.5)), "It takes 1.5 s; 1 s are enough."),
    "too quick": ({"at_least": 2}, run((0, 1.5)), "It takes 1.5 s; it should take 2 s."),
    "a call goes on": ({"ended_by": 1}, run((0, 1.5)), "A call goes on until 1.5 s; it could be over after 1 s."),
    "the first output in time": ({"first_output_within": 1}, run(prints=[(1, "a\n"), (9, "b\n")]), ""),
    "the first output too late": (
        {"first_output_within": 1},
        run(prints=[(2, "a\n")]),
        "The first output should come within 1 s.",
    ),
    "no output": ({"first_output_within": 1}, run(), "The first output should come within 1 s."),
    "printed in time": ({"printed_within": {"a": 1, "b": 2}}, run(prints=[(1, "a\n"), (2, "b\n")]), ""),
    "printed too late": (
        {"printed_within": {"a": 1, "b": 2}},
        run(prints=[(1, "a\n"), (3, "b\n")]),
        "'b' should be printed within 2 s.",
    ),
    "held up for a while": ({"blocked_at_most": 1}, run(blocked=[(0.0, 0.5), (1.0, 1.5)]), ""),
    "held up for too long": (
        {"blocked_at_most": 0.5},
        run(blocked=[(0.0, 0.5), (1.0, 1.5)]),
        "The event loop is held up for 1 s; 0.5 s are allowed.",
    ),
    "native": ({"native": True}, run((0, 1)), ""),
    "not native": ({"native": False}, run((0, 1)), "Some calls are async; the exercise can be solved without."),
    "a search that blocks": (
        {"native": True},
        Recording("a/b", "", calls=[Call("retriever", "x", "thread", "A", 0.0), Call("tool", "x", "native", "A", 0.0)]),
        "Some calls block a thread; use the async method.",
    ),
    "all of it blocks": ({"native": False}, Recording("a/b", "", calls=[Call("model", "x", "sync", "MainThread", 0.0)]), ""),
    "nothing left": ({"leaves_nothing": True}, run(), ""),
    "what may be left": ({"leaves_nothing": False}, run(left=["task Task-2"]), ""),
    "cancelled or closed": (
        {"cancelled": 2},
        Recording(
            "a/b", "", calls=[Call("model", "x", "native", "1", 0.0, outcome=how) for how in ("cancelled", "closed", "answered")]
        ),
        "",
    ),
    "not printed": ({"prints": ["a", "c"]}, run(prints=[(0, "a\n"), (1, "b\n")]), "It does not print 'c'."),
    "not printed in any order": ({"prints_in_any_order": ["c"]}, run(prints=[(0, "a\n")]), "It does not print 'c'."),
    "the warning": ({"warns": True}, run(warned=["RuntimeWarning"]), ""),
    "no warning": ({"warns": True}, run(), "It should warn."),
    "the exception": ({"raises": "ValueError"}, run(raised="ValueError"), ""),
    "another exception": ({"raises": "ValueError"}, run(raised="KeyError"), "It should end with ValueError."),
    "an exception that nobody asked for": (
        {},
        run(raised="KeyError"),
        "It ends with KeyError: read the last line of its output.",
    ),
    "an exception that there should be": ({"raises": "ValueError"}, run(), "It should end with ValueError."),
    "no warning, as it should be": ({"warns": False}, run(), ""),
    "several warnings": ({"warns": False}, run(warned=["A", "B", "A"]), "It warns: A, B."),
    "several things left behind": ({"leaves_nothing": True}, run(left=["a", "b"]), "At the end it leaves behind: a, b."),
    "one that never ends": (
        {"ended_by": 1},
        Recording("a/b", "", 2.5, calls=[Call("model", "x", "native", "1", 0.0)]),
        "A call goes on until 2.5 s; it could be over after 1 s.",
    ),
    "no call that could go on": ({"ended_by": 0}, run(), ""),
    "one of many is native": (
        {"native": False},
        Recording("a/b", "", calls=[Call("model", "x", how, "1", 0.0) for how in ("sync", "native")]),
        "Some calls are async; the exercise can be solved without.",
    ),
    "one of many is not native": (
        {"native": True},
        Recording("a/b", "", calls=[Call("model", "x", how, "1", 0.0) for how in ("sync", "native")]),
        "Some calls block a thread; use the async method.",
    ),
    "one cancelled": (
        {"cancelled": 2},
        Recording("a/b", "", calls=[Call("model", "x", "native", "1", 0.0, outcome="cancelled")]),
        "One call is cancelled; 2 should be.",
    ),
    "two cancelled": (
        {"cancelled": 1},
        Recording("a/b", "", calls=[Call("model", "x", "native", "1", 0.0, outcome="cancelled")] * 2),
        "2 calls are cancelled; 1 should be.",
    ),
    "one in flight that never ends": (
        {"in_flight_while_work": 2},
        Recording("a/b", "", calls=[Call("model", "x", "native", "1", start) for start in (0.0, 1.0)]),
        "From 0 s to 1 s one call is in flight, while there are calls still to be made; keep 2 going.",
    ),
    "a warning": ({"warns": False}, run(warned=["RuntimeWarning"]), "It warns: RuntimeWarning."),
}


@pytest.mark.parametrize("case", QUESTIONS)
def test_question(case: str) -> None:
    check, recording, says = QUESTIONS[case]
    assert problems(check, recording) == [says] * bool(says)


TEXTS = {
    "by module": ("import time\ntime.sleep(1)", {"uses": ["time.sleep"]}, ""),
    "by name": ("from time import sleep\nsleep(1)", {"uses": ["time.sleep"]}, ""),
    "by another name": ("import time as t\nf(t.sleep, 1)", {"uses": ["time.sleep"]}, ""),
    "imported only": ("import time\n", {"uses": ["time.sleep"]}, "It no longer uses `time.sleep`, which it has to."),
    "replaced": (
        "from asyncio import sleep as wait\nawait wait(1)",
        {"not_uses": ["asyncio.sleep"]},
        "It uses `asyncio.sleep`; the exercise is to be solved without.",
    ),
    "within modules": ("import a.b.c as m\nm.d.e.f()", {"uses": ["a.b.c.d.e.f"]}, ""),
    "in a package": ("import a.b\na.b.c.d()", {"uses": ["a.b.c.d"], "not_uses": ["a.c.b.d"]}, ""),
    "a method": ("llm.batch(x)", {"not_uses": [".batch"]}, "It uses `.batch`; the exercise is to be solved without."),
    "another method": ("llm.abatch(x)", {"not_uses": [".batch"]}, ""),
    "a word in a text": ("print('time.sleep')", {"not_uses": ["time.sleep"]}, ""),
    "kept": ("for x in y:\n    print( x, end='' )", {"keeps": ['print(x, end="")']}, ""),
    "kept at the top": ("llm = Llm('a')\nllm.x()", {"keeps_at_top": ['llm = Llm("a")']}, ""),
    "moved": (
        "def f():\n    llm = Llm('a')",
        {"keeps_at_top": ["llm = Llm('a')"]},
        "Leave this as it was, and where: `llm = Llm('a')`.",
    ),
    "a function is changed": (
        "def f():\n    return 2",
        {"keeps_at_top": ["def f():\n    return 1"]},
        "Leave this as it was, and where: `def f():`.",
    ),
    "once": ("from a import Llm\nllm = Llm()", {"once": ["a.Llm"]}, ""),
    "twice": ("from a import Llm as L\nL()\nL()", {"once": ["a.Llm"]}, "`Llm` stands in it more than once; once is enough."),
    "not kept": ("print(x.upper(), end='')", {"keeps": ["print(x, end='')"]}, "Leave this as it was: `print(x, end='')`."),
}


@pytest.mark.parametrize("case", TEXTS)
def test_question_about_the_text(case: str) -> None:
    code, check, says = TEXTS[case]
    assert problems(check, run(), code) == [says] * bool(says)


def test_a_question_that_there_is_not_is_said_with_those_that_there_are() -> None:
    with pytest.raises(KeyError, match=r"there is no question 'peek': there are prints, .*, uses, .*, once"):
        problems({"peek": 3}, run())
