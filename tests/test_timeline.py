"""The timeline says and shows what the recording holds, and stays readable and small."""

import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from drawn import marks
from test_snippets import LIBRARY

import awaited.site
from awaited.picture import text
from awaited.picture.lanes import Phase, lanes, phases
from awaited.picture.output import output_html
from awaited.picture.page import page
from awaited.picture.shown import timeline
from awaited.picture.timeline import LABELLED, MOST, compare, draw, summary, ticks
from awaited.recording.calls import Call
from awaited.recording.recording import Print, Recording
from awaited.recording.words import WAITS, count, listed, moment, number, quoted, seconds, spoken, telling


def call(
    start=0.0, first=0.6, end=1.0, label="Tell me a joke", kind="model", path="native", outcome="answered", served=None
) -> Call:
    return Call(kind, label, path, "Task-2", start, served, first, end, outcome)


def recording(*calls: Call, took: float | None = None, prints=(), blocked=()) -> Recording:
    ends = [c.end for c in calls if c.end is not None]
    return Recording(
        "a/b", "", max(ends, default=0.0) if took is None else took, "", [], [], list(calls), list(prints), list(blocked)
    )


def words(made: Recording) -> str:
    return summary(made).replace("\N{NO-BREAK SPACE}", " ")


def elements(drawn: str, inside: str) -> list[ElementTree.Element]:
    """The shapes with the class ``inside`` of the (first) picture, or those in the group that has it."""
    root = ElementTree.fromstring(drawn.replace(" data-search-exclude", ""))
    group = root.find(f".//svg/g[@class='{inside}']")
    return list(root.find(".//svg").iterfind(f".//*[@class='{inside}']")) if group is None else list(group)


def texts(drawn: str, inside: str) -> list[str]:
    return ["".join(e.itertext()) for e in elements(drawn, inside)]


# -- the parts of a call


def test_a_call_waits_and_then_answers() -> None:
    assert phases(call(1.0, 1.6, 2.0), 9) == [Phase("waiting", 1.0, 1.6), Phase("answering", 1.6, 2.0)]


def test_a_call_queues_before_it_waits() -> None:
    assert [p.name for p in phases(call(0.0, 1.6, 2.0, served=1.0), 9)] == ["queued", "waiting", "answering"]


def test_a_call_that_never_answers_only_waits() -> None:
    assert phases(call(0.0, None, 0.4, outcome="cancelled"), 9) == [Phase("waiting", 0.0, 0.4)]


def test_a_call_that_does_not_end_lasts_as_long_as_the_program() -> None:
    assert phases(call(0.0, 0.6, None, outcome="unfinished"), 2.5)[-1] == Phase("answering", 0.6, 2.5)


def test_a_tool_runs() -> None:
    assert phases(call(0.5, None, 1.5, kind="tool"), 9) == [Phase("running", 0.5, 1.5)]


@pytest.mark.parametrize("served", [None, 0.2])
@pytest.mark.parametrize("first", [None, 0.2, 0.7])
def test_the_parts_leave_no_gap(first: float | None, served: float | None) -> None:
    parts = phases(call(0.0, first, 1.0, served=served), 9)
    assert (parts[0].start, parts[-1].end) == (0.0, 1.0)
    assert all(a.end == b.start for a, b in itertools.pairwise(parts))


# -- words

NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


def test_numbers_up_to_twelve_are_words() -> None:
    assert [number(n) for n in range(15)] == [*NUMBERS, "13", "14"]
    assert (number(1234), count(1, "call", "calls"), count(2, "call", "calls")) == ("1,234", "one call", "two calls")
    assert [listed("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert [moment(at) for at in (1, 1.25, 12.0)] == ["1.0", "1.25", "12.0"]


def test_a_quotation_is_cut_where_it_is_long() -> None:
    assert [quoted("x" * n) for n in (43, 44)] == [f"“{'x' * 43}”", f"“{'x' * 44}”"]
    assert quoted("x" * 45) == f"“{'x' * 43}…”"
    assert quoted("a \n b") == "“a b”"


def test_what_tells_texts_apart() -> None:
    assert telling(["Ask about cats, please.", "Ask about dogs, please."]) == {
        "Ask about cats, please.": "cats",
        "Ask about dogs, please.": "dogs",
    }
    assert list(telling(["Question 1?", "Question 2?"]).values()) == ["Question 1", "Question 2"]
    assert list(telling(["Say 1 now.", "Say 2 now."]).values()) == ["Say 1", "Say 2"]
    assert list(telling(["Alone."]).values()) == ["Alone"]
    for texts, told in (
        (["a b", "a b c"], ["b", "b c"]),
        (["a b c", "a c"], ["b c", "c"]),
        (["same", "same"], ["same"]),
        (["Is it 2?", "Is it x?"], ["it 2", "x"]),
        (["go!", "go?"], ["go", "go"]),
        (["?", "!"], ["?", "!"]),
    ):
        assert list(telling(texts).values()) == told


@pytest.mark.parametrize(
    ("given", "course"),
    [
        (call(0.5, None, 1.0, served=0.5), "starts at 0.5 s, ends at 1.0 s"),
        (call(0.5, 0.75, 1.0, served=0.625), "starts at 0.5 s, queues until 0.625 s, first token at 0.75 s, ends at 1.0 s"),
        (call(0.5, 1.0, 1.0, kind="embedding"), "starts at 0.5 s, embedding, ends at 1.0 s"),
        (call(0.5, None, 1.0, path="sync", outcome="closed"), "starts at 0.5 s, blocking, ends at 1.0 s, closed early"),
        (call(0.5, None, 1.0, outcome="cancelled"), "starts at 0.5 s, ends at 1.0 s, cancelled"),
        (call(0.5, None, None, outcome=""), "starts at 0.5 s, does not end"),
    ],
)
def test_the_course_of_a_call_in_words(given: Call, course: str) -> None:
    assert [words.replace("\N{NO-BREAK SPACE}", " ") for words in spoken([given], [])] == [f"Tell me a joke: {course}"]


def test_calls_that_went_alike_one_after_the_other_are_told_together() -> None:
    given = [call(0.0, None, end, label=label) for label, end in (("a", 1.0), ("b\n c", 1.0), ("d", 2.0), ("e", 1.0))]
    together = [words.replace("\N{NO-BREAK SPACE}", " ") for words in spoken(given, [], apart=False)]
    assert together == [
        "Calls 1 to 2: starts at 0.0 s, ends at 1.0 s",
        "d: starts at 0.0 s, ends at 2.0 s",
        "e: starts at 0.0 s, ends at 1.0 s",
    ]
    assert [words.partition(":")[0] for words in spoken(given, [])] == ["a", "b c", "d", "e"]


def test_calls_in_words() -> None:
    given = [call(end=None, outcome="unfinished"), call(0.5, None, 1.0, "a", "tool", "thread", "error 500", served=0.75)]
    assert [words.replace("\N{NO-BREAK SPACE}", " ") for words in spoken(given, [(0.0, 1.5)])] == [
        "Tell me a joke: starts at 0.0 s, first token at 0.6 s, does not end",
        "a: starts at 0.5 s, tool, in a thread, queues until 0.75 s, ends at 1.0 s, error 500",
        "The event loop is held up from 0.0 s to 1.5 s",
    ]


def test_each_wait_has_its_words() -> None:
    assert WAITS == {
        "model": "an answer",
        "slot": "the server to have a place",
        "tasks": "tasks",
        "first": "whichever is done first",
        "sleep": "a timer",
        "thread": "its thread",
        "place": "a place",
        "lock": "a lock",
        "queue": "a queue",
        "event": "an event",
        "condition": "a condition",
        "barrier": "the others at a barrier",
        "join": "a thread",
        "job": "the work of a pool",
        "pool": "the threads of a pool",
        "elsewhere": "what another thread does for it",
        "connection": "a free connection of its client",
        "connect": "its connection",
        "response": "a response",
        "rest": "the rest of a response",
        "message": "a message",
        "work": "work",
        "exit": "the end of its server",
        "socket": "the network",
        "way": "its next turn",
        "future": "a future",
    }


# -- the lanes

BEGIN = [[0, "1", "made", 9, "main", "M"], [0, "M", "loop", 9], [0, "1", "run", 1], [0, "2", "made", 3, "rest", "1"]]


def found(*events: list, took: float = 1.0) -> list[tuple[str, str, list[Phase], list[float]]]:
    made, loose = lanes(Recording.of({"snippet": "a/b", "code": "", "seconds": took}, [*BEGIN, *events]))
    return [(lane.name, lane.label, lane.phases, lane.prints) for lane in made] + [("", "", [], loose)] * bool(loose)


def test_who_makes_no_call_has_a_lane_for_what_he_waits_for() -> None:
    call = [[0, "1", "call", 2, "model", "Hi"], [0, "1", "wait", 2, "model"]]
    sleeps = [
        [0, "2", "run", 3],
        [0, "2", "wait", 3, "sleep", 0.5],
        [0.5, "2", "run", 3],
        [0.5, "2", "print", 4, "x\n"],
        [0.5, "2", "done"],
    ]
    ends = [[1, "1", "run", 2], [1, "1", "end"], [1, "1", "print", 5, "y\n"], [1, "1", "done"], [1, "M", "print", 9, "z\n"]]
    assert found(*call, *sleeps, *ends) == [
        ("Task-1", "Hi", [Phase("waiting", 0.0, 1.0)], [1]),
        ("Task-2", "rest()", [Phase("sleeping", 0.0, 0.5)], [0.5]),
        ("", "", [], [1]),
    ]


def test_what_is_waited_for_during_a_call_is_not_shown_and_what_is_before_or_after_it_is() -> None:
    def sleeps(start: float, end: float) -> list[list]:
        return [[start, "1", "wait", 2, "sleep", end], [end, "1", "run", 2]]

    call = [[1, "1", "call", 3, "tool", "look_up"], *sleeps(1, 2), [2, "1", "end"]]
    (first, second) = found(
        *sleeps(0, 1),
        *call,
        *sleeps(2, 3),
        *([[3, "1", "call", 3, "tool", "again"]]),
        *sleeps(3, 4),
        [4, "1", "end"],
        *sleeps(4, 5),
        [5, "1", "done"],
        took=5.0,
    )
    assert first[2] == [Phase("sleeping", 0.0, 1), Phase("running", 1.0, 2.0)]
    assert second[2] == [Phase("sleeping", 2, 3), Phase("running", 3.0, 4.0), Phase("sleeping", 4, 5)]


def test_what_is_written_belongs_to_the_lane_that_has_begun_by_then_and_blanks_are_nothing() -> None:
    sleeps = [[0, "2", "run", 3], [0, "2", "print", 3, "a\n"], [0, "2", "wait", 3, "sleep", 0.5]]
    ends = [[0.5, "2", "run", 3], [0.5, "2", "print", 4, " \n"], [0.5, "2", "done"], [0.75, "1", "print", 5, "\n"]]
    assert found(*sleeps, *ends) == [("Task-2", "rest()", [Phase("sleeping", 0.0, 0.5)], [0])]


def test_what_a_call_itself_queues_for_is_part_of_it() -> None:
    call = [
        [0, "1", "call", 2, "model", "Hi"],
        [0, "1", "wait", 2, "connection"],
        [1, "1", "run", 2],
        [1, "1", "wait", 2, "model"],
    ]
    assert found(*call, [2, "1", "run", 2], [2, "1", "end"], [2, "1", "done"]) == [("Task-1", "Hi", [Phase("waiting", 0, 2)], [])]


def test_who_begins_to_wait_when_all_is_over_has_no_lane() -> None:
    assert found([1, "2", "run", 3], [1, "2", "wait", 3, "sleep", 2.0]) == []


def shown(*events: list) -> list[tuple[str, int | None, str, list[Phase], bool]]:
    """Each lane with its line, and whether a thread is occupied."""
    made, _ = lanes(Recording.of({"snippet": "a/b", "code": "", "seconds": 2.0}, list(events)))
    return [(lane.name, lane.line, lane.label, lane.phases, lane.thread) for lane in made]


def test_who_queues_and_who_is_kept_from_running_is_shown_and_a_search_queues_at_its_server() -> None:
    search = [[0, "1", "call", 2, "retriever", "q"], [0, "1", "wait", 2, "model"], [0, "3", "made", 4, "late", "1"]]
    holds = [[0.5, "2", "run", 3], [0.5, "2", "wait", 5, "sleep", 1.0], [0.5, "2", "holds", 5, 1.0]]
    ends = [[1, "2", "run", 5], [1, "2", "done"], [1, "3", "run", 6], [1, "3", "done"], [1, "1", "run", 2], [1, "1", "end"]]
    assert shown(
        *BEGIN,
        *search,
        [0, "2", "run", 3],
        [0, "2", "wait", 3, "lock", "door"],
        [0.25, "1", "served"],
        *holds,
        [0.75, "4", "made", 4, "last", "1"],
        *ends,
    ) == [
        ("Task-1", 2, "q", [Phase("queued", 0.0, 0.25), Phase("running", 0.25, 1.0)], False),
        ("Task-2", 5, "rest()", [Phase("queues", 0.0, 0.5), Phase("sleeping", 0.5, 1)], False),
        ("Task-3", 6, "late()", [Phase("kept", 0.5, 1)], False),
        ("Task-4", 4, "last()", [Phase("kept", 0.75, 1)], False),
    ]


def test_what_goes_on_at_the_end_is_shown_until_then() -> None:
    assert shown(*BEGIN, [0, "1", "wait", 2, "sleep", 9.0])[0] == ("Task-1", 2, "main()", [Phase("sleeping", 0.0, 2.0)], False)


def test_lanes_come_in_the_order_in_which_they_begin() -> None:
    assert [name for name, *_ in shown(
        *BEGIN,
        [0, "2", "run", 3],
        [0, "2", "wait", 3, "sleep", 2.0],
        [1, "1", "call", 2, "tool", "look_up"],
        [2, "1", "end"],
    )] == ["Task-2", "Task-1"]  # fmt: skip


WITH_A_THREAD = [
    [0, "A", "made", 1, "work", "M", "Thread-1 (work)"],
    [0, "M", "call", 2, "tool", "look_up"],
    [0, "A", "run", 5],
    [0, "A", "call", 6, "model", "Hi"],
    [0, "A", "wait", 6, "model"],
    [1, "M", "end"],
    [2, "A", "run", 6],
    [2, "A", "end"],
]
BY_THREAD = {
    "a thread, and the main thread beside it": (
        WITH_A_THREAD,
        [
            ("main thread", 2, "look_up", [Phase("running", 0.0, 1.0)], True),
            ("thread A", 6, "Hi", [Phase("waiting", 0.0, 2.0)], True),
        ],
    ),
    "the main thread alone": (
        [[0, "M", "call", 2, "model", "Hi"], [2, "M", "end"]],
        [("main thread", 2, "Hi", [Phase("waiting", 0.0, 2.0)], False)],
    ),
    "one that holds up its loop": (
        [*BEGIN[:3], [0, "1", "call", 2, "model", "Hi", "sync"], [0, "1", "holds", 2, 2.0], [2, "1", "end"]],
        [("Task-1", 2, "Hi", [Phase("waiting", 0.0, 2.0)], True)],
    ),
    "the main thread sleeps, and no function of the program is known": (
        [[0, "M", "wait", 3, "sleep", 2.0], [2, "M", "run", 3]],
        [("main thread", 3, "", [Phase("sleeping", 0.0, 2)], False)],
    ),
    "what runs a loop has no lane, and the thread of a pool that of its task": (
        [
            *BEGIN[:3],
            [0, "1a", "made", 2, "job", "1"],
            [0, "1", "wait", 2, "thread", "1a"],
            [0, "1a", "run", 3, "pool_0"],
            [0, "1a", "wait", 3, "sleep", 2.0],
            [2, "1a", "run", 3],
            [2, "1a", "done"],
        ],
        [],
    ),
}


@pytest.mark.parametrize("case", BY_THREAD)
def test_a_thread_is_occupied_where_others_could_do_something_meanwhile(case: str) -> None:
    events, lanes_of_it = BY_THREAD[case]
    assert shown(*events) == lanes_of_it


# -- the sentence


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (recording(call()), "One call; 1.0 s in all."),
        (recording(call(), call(), call()), "Three calls, at most 3 at once; 1.0 s in all."),
        (recording(call(), call(1, 1.6, 2)), "Two calls, one at a time; 2.0 s in all."),
        (recording(call(path="sync")), "One blocking call; 1.0 s in all."),
        (recording(call(path="thread"), call(path="thread")), "Two calls in threads, at most 2 at once; 1.0 s in all."),
        (recording(call(path="thread"), call()), "Two calls, at most 2 at once; 1.0 s in all."),
        (recording(*(call() for _ in range(64))), "64 calls, at most 64 at once; 1.0 s in all."),
        (
            recording(call(), call(1, None, 3, kind="tool"), call(1, None, 2, kind="tool")),
            "One model call; two tool calls, at most 2 at once; 3.0 s in all.",
        ),
        (recording(call(kind="embedding", first=0.2, end=0.2)), "One embedding; 0.2 s in all."),
        (
            recording(call(outcome="cancelled"), call(outcome="ValueError")),
            "Two calls, at most 2 at once; one cancelled; one failed; 1.0 s in all.",
        ),
        (recording(call(outcome="closed")), "One call; one closed early; 1.0 s in all."),
        (recording(call(end=None, outcome="unfinished"), took=2.0), "One call; one unfinished; 2.0 s in all."),
        (recording(blocked=[(0, 1), (2, 4)], took=5.0), "The event loop was held up for 3.0 s; 5.0 s in all."),
    ],
)
def test_summary(made: Recording, said: str) -> None:
    assert words(made) == said
    assert f"<figcaption>{summary(made)}</figcaption>" in draw(made)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.0 s"),
        (1, "1.0 s"),
        (0.05, "0.05 s"),
        (0.0005, "0.001 s"),
        (1.25, "1.25 s"),
        (12.5, "12.5 s"),
        (99.96, "99.96 s"),
        (100.0, "100 s"),
        (100.04, "100 s"),
        (100.06, "100.06 s"),
        (600, "600 s"),
        (3600.5, "3600.5 s"),
    ],
)
def test_seconds(value: float, text: str) -> None:
    assert seconds(value) == text.replace(" ", "\N{NO-BREAK SPACE}")


# -- the picture


def test_nothing_to_draw() -> None:
    assert summary(recording()) == timeline(recording()) == timeline(recording(), text=True) == ""
    assert draw(recording(took=3.0, prints=[Print(1.0, "MainThread", "no calls\n")])) == ""
    assert compare([recording(), recording()], ["one", "two"]) == ""
    assert draw(recording(call(0, None, 0, outcome="NotImplementedError"))) == "", "it took no time"


def test_bars_stand_where_the_times_are() -> None:
    drawn = draw(recording(call(), call(1, 1.5, 2)))
    waiting, answering = elements(drawn, "awaited-waiting"), elements(drawn, "awaited-answering")
    assert [(e.get("x"), e.get("width")) for e in waiting] == [("0%", "30%"), ("50%", "25%")]
    assert [(e.get("x"), e.get("width")) for e in answering] == [("30%", "20%"), ("75%", "25%")]
    tops = [float(e.get("y").removesuffix("em")) for e in waiting]
    assert tops[0] < tops[1], "each call has a lane of its own"


def test_phases_differ_in_more_than_colour() -> None:
    drawn = draw(recording(call(0, 1.6, 2, served=1.0), call(0, None, 1, kind="tool")))
    assert [e.tag for e in elements(drawn, "awaited-queued")] == ["line"]
    (waiting,), (running,) = elements(drawn, "awaited-waiting"), elements(drawn, "awaited-running")
    assert float(running.get("height").removesuffix("em")) < float(waiting.get("height").removesuffix("em"))


def test_the_same_scale() -> None:
    long, short = recording(call(0, 1, 4)), recording(call(0, 1, 2))
    drawn = compare([long, short], ["long", "short"])
    assert "<strong>long</strong>" in drawn
    assert "<strong>short</strong>" in drawn
    assert drawn.endswith(f"{draw(short, 4.0, 'short')}</div>")
    assert [e.get("width") for e in elements(draw(short, 4.0), "awaited-answering")] == ["25%"]
    assert texts(draw(short, 4.0), "awaited-axis") == ["0", "1", "3", "4", seconds(2)]


def test_a_scale_that_is_too_short_is_not_used() -> None:
    assert draw(recording(call()), scale=0.5) == draw(recording(call()))


def test_comparing_needs_a_caption_each() -> None:
    with pytest.raises(ValueError, match="shorter"):
        compare([recording(call()), recording(call())], ["only one"])


@pytest.mark.parametrize("scale", [0.05, 0.2, 1, 1.1, 3, 7, 13.1, 59, 600])
def test_ticks_are_few_round_and_inside(scale: float) -> None:
    found = ticks(scale)
    assert found[0] == 0
    assert 3 <= len(found) <= 7
    assert found[-1] <= scale + 1e-9
    step = found[1]
    assert f"{step:.1e}"[0] in "125"
    assert all(abs(b - a - step) < 1e-6 for a, b in itertools.pairwise(found))


def test_a_timeline_is_for_a_page_or_for_a_terminal() -> None:
    made = recording(call())
    assert timeline(made) == draw(made)
    assert timeline(made, text=True) == text.draw(made, 80)
    assert timeline(made, text=True, width=40) == text.draw(made, 40) != text.draw(made, 80)


def test_prompts_are_text_and_not_markup() -> None:
    prompt = """<script>alert("it's & me")</script>"""
    drawn = draw(recording(call(label=prompt, end=9)), title="<b>")
    assert "<script" not in drawn
    assert "<b>" not in drawn
    assert prompt in texts(drawn, "awaited-labels")[0]


def test_a_long_prompt_is_cut_at_its_end_and_whole_in_its_title() -> None:
    prompt = "Explain relativity in one line: " + "Time passes more slowly. " * 9 + "Now."
    drawn = draw(recording(call(label=prompt)))
    (label,) = elements(drawn, "awaited-labels")
    assert label.find("title").text == prompt
    shown = label.find("title").tail
    assert len(shown) < 60
    assert re.fullmatch(r"Explain relativity.*…", shown)


def test_long_prompts_are_called_by_what_tells_them_apart() -> None:
    prompts = [f"Explain in one short line, and without any figures, what {what} is made of" for what in ("rain", "snow")]
    drawn = draw(recording(*(call(label=prompt) for prompt in prompts)))
    assert [e.find("title").tail for e in elements(drawn, "awaited-labels")] == ["rain", "snow"]
    assert [e.find("title").text for e in elements(drawn, "awaited-labels")] == prompts


@pytest.mark.parametrize(("last", "places"), [("four", ["0%", "25%", "50%", "75%"]), ("a prompt of some length", ["0%"] * 4)])
def test_labels_stand_above_their_bars_or_all_of_them_at_the_left(last: str, places: list[str]) -> None:
    made = recording(*(call(n, n + 0.6, n + 1, label=label) for n, label in enumerate(["one", "two", "three", last])))
    assert [e.get("x") for e in elements(draw(made), "awaited-labels")] == places


def test_a_prompt_of_several_lines_is_one_line() -> None:
    assert texts(draw(recording(call(label="one\n  two"))), "awaited-labels") == ["one two"]


@pytest.mark.parametrize(
    ("outcome", "word"), [("cancelled", "cancelled"), ("closed", "closed early"), ("ValueError", "ValueError")]
)
def test_how_a_call_ended_is_marked_and_said(outcome: str, word: str) -> None:
    early = draw(recording(call(0, None, 0.4, outcome=outcome), took=1.0))
    late = draw(recording(call(0, None, 1.0, outcome=outcome)))
    for drawn, end in ((early, "40%"), (late, "100%")):
        assert [(e.get("x"), e.text) for e in elements(drawn, "awaited-ended")] == [(end, "×")], "inside, before its end"
        assert texts(drawn, "awaited-labels") == [f"Tell me a joke{word}"]
        assert f", {word}</li>" in drawn


def test_a_call_that_does_not_end_is_marked_at_the_end_of_its_lane() -> None:
    (mark,) = elements(draw(recording(call(end=None, outcome="unfinished"), took=2.0)), "awaited-ended")
    assert (mark.get("x"), mark.text) == ("100%", "…")


def test_the_cross_stands_where_the_call_ended_and_not_where_its_task_did() -> None:
    """A program that gives a stream up, and then sleeps for two seconds."""
    made = LIBRARY.recording("streaming/closed_early")
    (given_up,) = made.calls
    (cross,) = elements(draw(made), "awaited-ended")
    assert given_up.end is not None
    assert given_up.end < made.seconds
    assert float((cross.get("x") or "").rstrip("%")) == pytest.approx(100 * given_up.end / made.seconds, abs=0.1)


def test_how_calls_were_made_is_said_of_each_where_they_differ() -> None:
    drawn = draw(recording(call(path="thread"), call(), call(path="sync"), call(kind="tool", path="thread", label="look_up")))
    assert texts(drawn, "awaited-labels") == [
        "Tell me a jokein a thread",
        "Tell me a joke",
        "Tell me a jokeblocking",
        "look_uptool, in a thread",
    ]


def test_how_calls_were_made_is_not_said_of_each_where_the_summary_says_it_of_all() -> None:
    tool = {"kind": "tool", "label": "look_up"}
    assert texts(draw(recording(call(path="thread"), call(path="thread"))), "awaited-labels") == ["Tell me a joke"] * 2
    both = draw(recording(call(path="thread"), call(**tool, path="thread")))
    assert texts(both, "awaited-labels") == ["Tell me a joke", "look_uptool"]
    one = draw(recording(call(path="thread"), call(**tool)))
    assert texts(one, "awaited-labels") == ["Tell me a jokein a thread", "look_uptool"]


def test_the_event_loop_has_a_lane_when_it_was_held_up() -> None:
    assert not elements(draw(recording(call())), "awaited-held")
    drawn = draw(recording(call(), took=4.0, blocked=[(1.0, 2.0)]))
    free, held, hatching = elements(drawn, "awaited-held")
    assert (free.get("x1"), free.get("x2")) == ("0", "100%")
    assert (held.get("x"), held.get("width")) == ("25%", "25%")
    assert (hatching.get("x1"), hatching.get("x2")) == ("25%", "50%")


def test_what_was_printed_is_marked_when_that_was_at_several_moments() -> None:
    at_once = [Print(1.0, "MainThread", "a\n"), Print(1.0, "Task-1", "b\n")]
    assert not elements(draw(recording(call(), prints=at_once)), "awaited-printed")
    streamed = [Print(t / 10, "MainThread", "word ") for t in (6, 8, 10)]
    assert [e.get("x1") for e in elements(draw(recording(call(), prints=streamed)), "awaited-printed")] == ["60%", "80%", "100%"]


def test_a_comparison_marks_what_was_printed_in_all_or_in_none() -> None:
    whole = recording(call(), prints=[Print(1.0, "MainThread", "all\n")])
    streamed = recording(call(), prints=[Print(t / 10, "MainThread", "word ") for t in (6, 8, 10)])
    drawn = compare([whole, streamed], ["whole", "streamed"]).removeprefix('<div class="awaited-compare">').split("</figure>")
    assert [len(elements(figure + "</figure>", "awaited-printed")) for figure in drawn[:2]] == [1, 3]
    assert "awaited-printed" not in compare([whole, whole], ["one", "two"])


def test_the_legend_tells_what_occurs_and_no_more() -> None:
    legend = draw(recording(call())).partition('class="awaited-legend"')[2].partition("</div>")[0]
    assert "waiting for the first token" in legend
    assert "answering" in legend
    assert "queue" not in legend
    assert "event loop" not in legend


def signs(drawn: str) -> dict[str, str]:
    """The legend: what each class of signs means."""
    legend = drawn.partition('class="awaited-legend"')[2].partition("</div>")[0]
    return dict(re.findall(r'<svg class="awaited-([a-z]+)" aria-hidden="true"><.*?</svg>(.*?)</span>', legend))


def test_each_sign_is_explained() -> None:
    made = Recording.of(
        {"snippet": "a/b", "code": "", "seconds": 2.0},
        [
            *BEGIN,
            [0, "2", "run", 3],
            [0, "2", "wait", 3, "lock", "door"],
            [0, "3", "made", 4, "late", "1"],
            [0, "1", "call", 2, "retriever", "q", "thread"],
            [0.5, "1", "print", 2, "x\n"],
            [0.5, "2", "run", 3],
            [0.5, "2", "wait", 5, "sleep", 1.0],
            [0.5, "2", "holds", 5, 1.0],
            [1, "3", "run", 4],
            [1, "3", "call", 4, "embedding", "text"],
            [2, "1", "end"],
            [2, "3", "end"],
            [2, "3", "print", 4, "y\n"],
        ],
    )
    assert signs(draw(made)) == {
        "queues": "waits for its turn",
        "kept": "ready, and kept from running",
        "sleeping": "sleeps",
        "waiting": "waiting for the answer",
        "running": "retriever at work",
        "rail": "a thread is occupied",
        "held": "event loop held up",
        "printed": "printed",
    }
    assert words(made).startswith("One search in a thread; one embedding; ")
    both = [call(kind=kind, first=None, end=0.5) for kind in ("tool", "retriever")]
    many = draw(recording(call(), *(both * LABELLED), call(outcome="cancelled", served=0.3)))
    assert signs(many) == {
        "queued": "in the server’s queue",
        "waiting": "waiting for the first token",
        "answering": "answering",
        "running": "tool or retriever at work",
        "ended": "ended without a whole answer",
    }, "where no label says how a call ended, a sign does"


def test_compared_timelines_share_a_legend() -> None:
    drawn = compare([recording(call(), blocked=[(0, 1)]), recording(call(0, 1.6, 2, served=1.0))], ["one", "two"])
    assert drawn.count("awaited-legend") == 1
    legend = drawn.partition('class="awaited-legend"')[2].partition("</div>")[0]
    words = re.findall("</svg>(.*?)</span>", legend)
    assert words == ["waiting for the first token", "answering", "event loop held up", "in the server’s queue"]


def test_the_picture_in_words() -> None:
    drawn = draw(recording(call(0, 1.6, 2, served=1.0, path="thread")))
    assert 'role="img" aria-label="Timeline from 0 to 2.0' in drawn
    listed = re.findall("<li>(.*?)</li>", drawn.replace("\N{NO-BREAK SPACE}", " "))
    assert listed == ["Tell me a joke: starts at 0.0 s, in a thread, queues until 1.0 s, first token at 1.6 s, ends at 2.0 s"]


def seconds_of(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


RICH = [
    *BEGIN[:3],
    *([0, str(n), "made", n, does, "1"] for n, does in enumerate(("ask", "look", "work", "wait"), 2)),
    [0, "1", "wait", 6, "tasks", "2 3 4 5"],
    [0, "2", "run", 11],
    [0, "2", "call", 12, "model", "Hi & <bye>"],
    [0, "2", "wait", 12, "model"],
    [0, "3", "run", 21],
    [0, "3", "wait", 22, "lock", "door"],
    [0, "4", "run", 31],
    [0, "4", "wait", 32, "sleep", 1.0],
    [0, "5", "run", 41],
    [0, "5", "call", 42, "model", "What?", "thread"],
    [0, "5", "wait", 42, "model"],
    [0.5, "5", "served"],
    [1, "4", "run", 32],
    [1, "4", "print", 33, "x\n"],
    [1, "3", "ready"],
    [1, "4", "wait", 34, "sleep", 2.0],
    [1, "4", "holds", 34, 2.0],
    [1.5, "2", "first"],
    [2, "4", "run", 34],
    [2, "4", "done"],
    [2, "3", "run", 22],
    [2, "3", "call", 23, "tool", "look_up"],
    [2, "3", "wait", 23, "sleep", 3.0],
    [2.5, "5", "end", None, "cancelled"],
    [2.5, "5", "cancelled"],
    [3, "2", "run", 12],
    [3, "2", "end"],
    [3, "2", "print", 13, "cats\n"],
    [3, "2", "done"],
    [3, "3", "run", 23],
    [3, "3", "end"],
    [3, "3", "done"],
    [3, "1", "run", 6],
    [3, "1", "done"],
    [3, "M", "print", 10, "end\n"],
]
"""Four tasks: one asks a model, one waits for a lock and calls a tool, one sleeps and holds up the loop, one asks in a thread and is cancelled."""


def test_a_whole_timeline() -> None:
    drawn = draw(Recording.of({"snippet": "a/b", "code": "", "seconds": 3.5}, RICH), title="A <b>")
    assert seconds_of(drawn).startswith(
        '<figure class="awaited-timeline" data-search-exclude><figcaption><strong>A &lt;b&gt;</strong> '
        "Two model calls, at most 2 at once; one tool call; one cancelled; the event loop was held up for 1.0 s; 3.5 s in all."
        '</figcaption><svg role="img" aria-label="Timeline from 0 to 3.5 s; the times of each call follow as a list" '
        'width="100%" height="17.4em"><rect class="awaited-ground" width="100%" height="15.9em"/><g class="awaited-grid">'
    )
    assert seconds_of(drawn).endswith(
        '</div><ul class="awaited-unseen">'
        "<li>Hi &amp; &lt;bye&gt;: starts at 0.0 s, first token at 1.5 s, ends at 3.0 s</li>"
        "<li>What?: starts at 0.0 s, in a thread, queues until 0.5 s, ends at 2.5 s, cancelled</li>"
        "<li>look_up: starts at 2.0 s, tool, ends at 3.0 s</li>"
        "<li>The event loop is held up from 1.0 s to 2.0 s</li></ul></figure>"
    )
    assert [seconds_of(mark) for mark in marks(drawn, "figure/svg")] == [
        "rect.awaited-ground width=100% height=15.9em",
        "g.awaited-grid",
        "line x1=28.57% y1=0 x2=28.57% y2=15.9em",
        "line x1=57.14% y1=0 x2=57.14% y2=15.9em",
        "line x1=85.71% y1=0 x2=85.71% y2=15.9em",
        "g data-w=2 data-l=12",
        "rect.awaited-waiting x=0% y=1.5em width=42.86% height=0.8em",
        "rect.awaited-answering x=42.86% y=1.5em width=42.86% height=0.8em",
        "g data-w=3 data-l=23",
        "line.awaited-queues x1=0% y1=4.5em x2=28.57% y2=4.5em",
        "line.awaited-kept x1=28.57% y1=4.5em x2=57.14% y2=4.5em",
        "rect.awaited-running x=57.14% y=4.3em width=28.57% height=0.4em",
        "g data-w=4 data-l=34",
        "rect.awaited-sleeping x=0% y=6.8em width=57.14% height=0.6em rx=.3em",
        "g data-w=5 data-l=42",
        "line.awaited-queued x1=0% y1=9.7em x2=14.29% y2=9.7em",
        "rect.awaited-waiting x=14.29% y=9.3em width=57.14% height=0.8em",
        "line.awaited-rail x1=0% y1=10.22em x2=71.43% y2=10.22em",
        "text.awaited-ended x=71.43% dx=-.25em y=10.05em ×",
        "g.awaited-held data-l=34",
        "line.awaited-free x1=0 y1=12.3em x2=100% y2=12.3em",
        "rect x=28.57% y=11.9em width=28.57% height=0.8em",
        "line x1=28.57% y1=12.3em x2=57.14% y2=12.3em",
        "g.awaited-labels",
        "text x=0% y=1.15em Hi & <bye>",
        "tspan dx=.6em Task-2",
        "text x=0% y=3.75em look_up",
        "tspan dx=.6em tool, Task-3",
        "text x=0% y=6.35em work()",
        "tspan dx=.6em Task-4",
        "text x=0% y=8.95em What?",
        "tspan dx=.6em in a thread, cancelled, Task-5",
        "text x=0% y=11.55em",
        "tspan event loop",
        "text x=0% y=14.15em",
        "tspan printed",
        "line.awaited-end x1=100% y1=0 x2=100% y2=15.9em",
        "line.awaited-printed x1=85.71% y1=1.35em x2=85.71% y2=2.45em",
        "line.awaited-printed x1=28.57% y1=6.55em x2=28.57% y2=7.65em",
        "line.awaited-printed x1=85.71% y1=14.35em x2=85.71% y2=15.45em",
        "line.awaited-base x1=0 y1=15.9em x2=100% y2=15.9em",
        "g.awaited-axis",
        "text.awaited-near x=0% y=17.05em 0",
        "text x=28.57% y=17.05em 1",
        "text x=57.14% y=17.05em 2",
        "text x=85.71% y=17.05em 3",
        "text.awaited-far awaited-total x=100% y=17.05em 3.5 s",
    ]
    box, line = "rect width=100% height=100%", "line x1=0 y1=50% x2=100% y2=50%"
    assert marks(drawn, "figure/div[@class='awaited-legend'][@aria-hidden='true']") == [
        mark
        for name, (words, *shapes) in {
            "queues": ("waits for its turn", line),
            "kept": ("ready, and kept from running", line),
            "sleeping": ("sleeps", "rect y=15% width=100% height=70% rx=0.3em"),
            "queued": ("in the server’s queue", line),
            "waiting": ("waiting for the first token", box),
            "answering": ("answering", box),
            "running": ("tool at work", "rect y=25% width=100% height=50%"),
            "rail": ("a thread is occupied", "line x1=0 y1=90% x2=100% y2=90%"),
            "held": ("event loop held up", box, line),
            "printed": ("printed", "line x1=50% y1=-10% x2=50% y2=110%"),
        }.items()
        for mark in ("span", f"svg.awaited-{name} aria-hidden=true | {words}", *shapes)
    ]


AXES = {
    # the length, the scale, and what stands below: at how many per cent, at which side of its time
    "the total stands at the end": (2, None, "0:0|near 25:0.5 50:1.0 75:1.5 100:2.0_s|far"),
    "times have the digits that they need": (0.2, None, "0:0|near 25:0.05 50:0.10 75:0.15 100:0.2_s|far"),
    "in thousandths": (0.004, None, "0:0|near 25:0.001 50:0.002 75:0.003 100:0.004_s|far"),
    "in hundreds": (600, None, "0:0|near 33.33:200 66.67:400 100:600_s|far"),
    "near the left, a total begins at its time": (5.5, 100, "20:20 40:40 60:60 80:80 100:100|far 5.5:5.5_s|near"),
    "a little further it stands around it": (6.5, 100, "20:20 40:40 60:60 80:80 100:100|far 6.5:6.5_s"),
    "near the right, it ends there": (94.5, 100, "0:0|near 20:20 40:40 60:60 80:80 94.5:94.5_s|far"),
    "a little less": (93.5, 100, "0:0|near 20:20 40:40 60:60 80:80 93.5:93.5_s"),
    "no time stands under the total": (3, 25, "40:10 60:15 80:20 100:25|far 12:3.0_s"),
    "beside it, one does": (3.2, 25, "0:0|near 40:10 60:15 80:20 100:25|far 12.8:3.2_s"),
    "the last time ends there, too": (1, 5.13, "0:0|near 38.99:2 58.48:3 77.97:4 97.47:5|far 19.49:1.0_s"),
    "unless it has room": (1, 5.2, "0:0|near 38.46:2 57.69:3 76.92:4 96.15:5 19.23:1.0_s"),
}


@pytest.mark.parametrize("case", AXES)
def test_the_times_below_a_timeline(case: str) -> None:
    end, scale, told = AXES[case]
    found = []
    for name in elements(draw(recording(call(0, end / 2, end)), scale), "awaited-axis"):
        x, text, looks = (
            name.get("x").removesuffix("%"),
            name.text.replace("\N{NO-BREAK SPACE}", "_"),
            (name.get("class") or "").split(),
        )
        assert ("awaited-total" in looks) == text.endswith("_s")
        side = [look.removeprefix("awaited-") for look in looks if look != "awaited-total"]
        found.append("|".join([f"{x}:{text}", *side]))
        assert name.get("y") == "4.05em"
    assert found == told.split()


def test_a_grid_stands_within_the_picture_alone() -> None:
    grid = [mark.get("x1") for mark in elements(draw(recording(call(0, 1, 2)), 100), "awaited-grid")]
    assert grid == ["20%", "40%", "60%", "80%"]
    (ground,), (end,) = (elements(draw(recording(call(0, 1, 2)), 100), f"awaited-{name}") for name in ("ground", "end"))
    assert (ground.get("width"), end.get("x1"), end.get("x2")) == ("2%", "2%", "2%")


@pytest.mark.parametrize(
    ("scale", "times"),
    [
        (0.05, [0, 0.01, 0.02, 0.03, 0.04, 0.05]),
        (0.2, [0, 0.05, 0.1, 0.15, 0.2]),
        (0.6, [0, 0.2, 0.4, 0.6]),
        (1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (5.9, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (59, [0, 10, 20, 30, 40, 50]),
        (60, [0, 20, 40, 60]),
    ],
)
def test_a_time_has_six_ticks_at_most(scale: float, times: list[float]) -> None:
    assert ticks(scale) == times
    assert len(ticks(scale, 3)) <= 3


LANES = {
    12: ("33em", ["queued y1=1.9em", "waiting y=1.5em height=0.8em", "answering y=1.5em height=0.8em", "rail y1=2.42em", "ended y=2.25em", "running y=4.3em height=0.4em"], 12),
    13: ("13.15em", ["queued y1=0.8em", "waiting y=0.5em height=0.6em", "answering y=0.5em height=0.6em", "rail y1=1.22em", "ended y=1.15em", "running y=1.55em height=0.2em"], 13),
    40: ("36.1em", ["queued y1=0.8em", "waiting y=0.5em height=0.6em", "answering y=0.5em height=0.6em", "rail y1=1.22em", "ended y=1.15em", "running y=1.55em height=0.2em"], 40),
    41: ("16.45em", ["queued y1=0.62em", "waiting y1=0.62em", "answering y=0.5em height=0.25em", "ended y=0.97em", "running y=0.85em height=0.25em"], 0),
    128: ("46.9em", ["queued y1=0.62em", "waiting y1=0.62em", "answering y=0.5em height=0.25em", "ended y=0.97em", "running y=0.85em height=0.25em"], 0),
    129: ("27.9em", ["queued y1=0.57em", "waiting y1=0.57em", "answering y=0.5em height=0.15em", "running y=0.7em height=0.15em"], 0),
    300: ("53.3em", ["queued y1=0.57em", "waiting y1=0.57em", "answering y=0.5em height=0.15em", "running y=0.7em height=0.15em"], 0),
}  # fmt: skip
"""By how many lanes there are: the height of the picture, what is drawn of the first two, and how many can be pointed at."""


@pytest.mark.parametrize("many", LANES)
def test_the_more_lanes_the_lower_is_each_and_the_less_is_drawn_of_it(many: int) -> None:
    calls = [
        call(n / 1000, n / 1000 + 0.06, n / 1000 + 0.1, served=n / 1000 + 0.01, outcome="cancelled", path="thread")
        for n in range(many)
    ]
    calls[1] = call(0.0, None, 0.1, kind="tool")
    drawn = draw(recording(*calls))
    height, first, pointed_at = LANES[many]
    assert f'width="100%" height="{height}"' in drawn
    assert drawn.count("<g data-w=") == pointed_at
    found = []
    for mark in marks(drawn, "figure/svg"):
        what, *attributes = mark.split()
        if what.partition(".")[2].removeprefix("awaited-") in ("queued", "waiting", "answering", "running", "rail", "ended"):
            kept = [attribute for attribute in attributes if attribute.startswith(("y=", "y1=", "height="))]
            found.append(" ".join([what.partition("-")[2], *kept]))
    assert found[: len(first)] == first
    legend = dict(re.findall(r'<svg class="awaited-([a-z]+)" aria-hidden="true">(<.*?)</svg>', drawn))
    assert legend["waiting"].startswith("<line" if many > 40 else "<rect")


def test_what_takes_no_time_can_still_be_seen() -> None:
    drawn = draw(recording(call(0, 1, 10), call(1, None, 1.03, kind="tool"), call(1, None, 1.05, kind="tool")))
    assert [mark.get("width") for mark in elements(drawn, "awaited-running")] == ["2", "0.5%"]
    given_up = draw(recording(call(0, 1, 10), call(0, None, 0.1, outcome="cancelled")))
    assert [mark.get("x") for mark in elements(given_up, "awaited-ended")] == ["3%"], "its sign stays within the picture"


def test_a_mark_at_the_end_stands_beside_the_line_there() -> None:
    drawn = draw(recording(call(), prints=[Print(at, "Task-2", "x\n") for at in (0.5, 0.5, 1.0)]))
    assert [dict(mark.attrib) for mark in elements(drawn, "awaited-printed")] == [
        {"class": "awaited-printed", "x1": "50%", "y1": "1.35em", "x2": "50%", "y2": "2.45em"},
        {"class": "awaited-printed", "transform": "translate(-2)", "x1": "100%", "y1": "1.35em", "x2": "100%", "y2": "2.45em"},
    ]
    many = [Print(n / 1000, who, "x\n") for n in range(300) for who in ("Task-2", "MainThread")]
    assert len(elements(draw(recording(call(), prints=many)), "awaited-printed")) == 2 * MOST
    assert "awaited-printed" not in draw(recording(call(), prints=[Print(0.5, "Task-2", "x\n"), Print(0.6, "Task-2", " \n")]))
    assert "awaited-printed" in draw(recording(call(), prints=[Print(0.5, "Task-2", "x\n")]), always_printed=True)


LONG = "x" * 80
LABELS = {
    # what is asked, how the call went, when it begins and of how many seconds: where its label stands, and what it says
    "it just fits": ("x" * 46, {}, 0, "0%", "x" * 46, ""),
    "it is cut": ("x" * 47, {}, 0, "0%", f"{'x' * 45}…", ""),
    "it begins with its bar": ("x" * 21, {}, 5, "50%", "x" * 21, ""),
    "there it has no room": ("x" * 22, {}, 5, "0%", "x" * 22, ""),
    "with a note": ("x" * 35, {"outcome": "cancelled"}, 0, "0%", "x" * 35, "cancelled"),
    "with a note it fits": ("x" * 37, {"outcome": "cancelled"}, 0, "0%", "x" * 37, "cancelled"),
    "with a note it does not": ("x" * 38, {"outcome": "cancelled"}, 0, "0%", f"{'x' * 36}…", "cancelled"),
    "with a long note": (LONG, {"kind": "retriever", "outcome": "a very, very long name of an error"}, 0, "0%", f"{'x' * 13}…", "retriever, a very, very long name of an error"),
}  # fmt: skip


@pytest.mark.parametrize("case", LABELS)
def test_a_label_has_the_room_that_its_note_leaves(case: str) -> None:
    label, how, start, x, shown, note = LABELS[case]
    (text,) = elements(draw(recording(call(start, None, 10, label=label, **how))), "awaited-labels")
    assert (text.get("x"), "".join(text.itertext()).removeprefix(label if label != shown else "")) == (x, shown + note)
    titles = [title.text for title in text.iter("title")]
    assert titles == ([label] if shown != label else [])


@pytest.mark.parametrize(("room", "shown"), [(34, 2), (35, 1)])
def test_labels_are_whole_up_to_34_characters(room: int, shown: int) -> None:
    asked = [f"{'x' * (room - 6)} of {end}" for end in ("be", "us")]
    drawn = draw(recording(*(call(label=label) for label in asked)))
    assert texts(drawn, "awaited-labels") == (asked if shown == 2 else [f"{label}{label[-2:]}" for label in asked])


def test_a_label_that_has_room_stays_whole_beside_one_that_has_none() -> None:
    whole, long = f"{'x' * 28} of be", f"{'x' * 28} of some"
    assert texts(draw(recording(call(label=whole), call(label=long))), "awaited-labels") == [whole, f"{long}some"]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (recording(call(kind="retriever"), call(kind="retriever")), "Two searches, at most 2 at once; 1.0 s in all."),
        (recording(call(kind="retriever", path="sync")), "One blocking search; 1.0 s in all."),
        (
            recording(call(kind="embedding"), call(1, None, 2, kind="embedding"), call(kind="tool", path="thread")),
            "One tool call in a thread; two embeddings, one at a time; 2.0 s in all.",
        ),
        (
            recording(*[call(path="sync")] * 2, call(kind="tool", path="sync"), call(kind="tool")),
            "Two blocking model calls, at most 2 at once; two tool calls, at most 2 at once; 1.0 s in all.",
        ),
        (
            recording(*[call(kind="tool", path="sync")] * 2, call(kind="retriever", path="thread"), call(kind="retriever", path="thread")),
            "Two searches in threads, at most 2 at once; two blocking tool calls, at most 2 at once; 1.0 s in all.",
        ),
        (recording(call(end=None, outcome=""), call(outcome="error 500"), call(outcome="closed")), "Three calls, at most 3 at once; one closed early; one unfinished; one failed; 1.0 s in all."),
        (recording(call(end=1.5), took=1.0), "One call; 1.5 s in all."),
        (recording(call(end=1.5), took=1.0, blocked=[(0.0, 2.0)]), "One call; the event loop was held up for 2.0 s; 2.0 s in all."),
    ],
)  # fmt: skip
def test_each_kind_of_call_has_its_words(made: Recording, said: str) -> None:
    assert words(made) == said


@pytest.mark.parametrize(
    ("made", "parts"),
    [
        (call(0.0, 0.5, 1.0, served=0.0), "waiting 0-0.5 answering 0.5-1"),
        (call(0.0, None, 1.0, served=2.0, outcome="cancelled"), "queued 0-1 waiting 1-1"),
        (call(0.0, 0.0, 1.0), "answering 0-1"),
        (call(0.0, 2.0, 1.0), "waiting 0-1 answering 1-1"),
        (call(0.0, 1.0, 1.0, served=1.0), "queued 0-1 answering 1-1"),
        (call(3.0, None, None, outcome="unfinished"), "waiting 3-3"),
        (call(0.0, None, None, kind="tool", outcome="unfinished"), "running 0-2"),
        (call(0.0, None, 1.0, kind="retriever", served=0.5), "queued 0-0.5 running 0.5-1"),
        (call(0.0, None, 1.0, kind="embedding"), "waiting 0-1"),
    ],
)
def test_the_parts_of_a_call(made: Call, parts: str) -> None:
    assert " ".join(f"{part.name} {part.start:g}-{part.end:g}" for part in phases(made, 2.0)) == parts


def test_a_comparison_in_which_nothing_took_time_is_empty() -> None:
    assert compare([recording(call(0, None, 0, outcome="ValueError"))] * 2, ["one", "two"]) == ""


# -- many calls


def test_many_calls_are_drawn_without_labels_and_listed_together() -> None:
    assert len(texts(draw(recording(*(call() for _ in range(LABELLED)))), "awaited-labels")) == LABELLED
    drawn = draw(recording(*(call() for _ in range(LABELLED + 1))))
    assert not texts(drawn, "awaited-labels")
    assert len(elements(drawn, "awaited-answering")) == LABELLED + 1
    assert re.findall("<li>(.*?):", drawn) == [f"Calls 1 to {LABELLED + 1}"]


@pytest.mark.parametrize("number", [64, 256, 2000])
def test_many_calls_stay_small(number: int) -> None:
    calls = [call(n / 1000, n / 1000 + 0.06, n / 1000 + 0.1, served=n / 1000 + 0.01, outcome="cancelled") for n in range(number)]
    drawn = draw(recording(*calls))
    assert len(drawn.encode()) < 75_000
    assert len(elements(drawn, "awaited-answering")) == min(number, MOST)
    assert (f"The first {MOST} lanes are drawn." in drawn) == (number > MOST)
    height = float(re.search(r'height="([\d.]+)em"', drawn)[1])
    assert height < 65, "no more than a screen or so"


def test_a_long_list_in_words_ends_with_how_many_there_are_more() -> None:
    drawn = draw(recording(*(call(n, n + 0.5, n + 1 + n / 100, served=n) for n in range(30))))
    said = re.search(r'<ul class="awaited-unseen">(.*?)</ul>', drawn)[1]
    assert said.count("<li>") == 25
    assert said.endswith("<li>and 6 more</li>")


def test_may_stand_on_a_page_twice() -> None:
    drawn = draw(recording(call(), blocked=[(0, 1)]))
    assert " id=" not in drawn
    assert " style=" not in drawn
    assert "\n" not in drawn, "Markdown would take it apart at empty lines"


def test_a_page_of_a_run_needs_nothing_else() -> None:
    made = recording(call(), prints=[Print(1.0, "Task-2", "a joke\n")])
    whole = page(made, "print('<b>')\n")
    assert whole.startswith('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n')
    assert whole.endswith(
        '<main class="md-typeset">\n<h1>a/b.py</h1>\n<pre class="awaited-program"><code>print(&#x27;&lt;b&gt;&#x27;)\n</code></pre>\n'
        f'<div class="awaited-result">{output_html(made)}{draw(made)}</div>\n</main>\n</body>\n</html>\n'
    )
    assert "<title>a/b.py</title>\n<style>\n" in whole
    assert (Path(awaited.site.__file__).parent / "assets" / "awaited.css").read_text(encoding="utf-8") in whole
    assert "{" not in whole.partition("<body>")[2], "no place is left to fill in"
