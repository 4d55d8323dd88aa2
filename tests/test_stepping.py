"""The picture of the steps: what a page gets to step through, and what is drawn."""

import itertools
import json

import pytest
from drawn import marks
from lxml import html
from recorded import BEGIN, page

from awaited.picture.trace import trace_events
from awaited.recording.recording import Recording


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
