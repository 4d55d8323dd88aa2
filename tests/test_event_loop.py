"""The page on an event loop of our own: what it promises in its title and its prose."""

import subprocess
import sys
from pathlib import Path

import awaited
from awaited.site.library import Library

SNIPPETS = Path(__file__).parent.parent / "snippets"


def test_the_loop_has_at_most_forty_lines() -> None:
    library = Library(SNIPPETS)
    lines = [library.region("event_loop/forty_lines", name)[1].strip().splitlines() for name in ("Loop", "Pause")]
    written = [line for part in lines for line in part if line.strip()]
    assert len(written) <= 40


def test_langchain_on_it_is_as_on_asyncios_own() -> None:
    own, asyncios = Library(SNIPPETS).recording("event_loop/one_turn"), Library(SNIPPETS).recording("many_calls/gather")
    assert [(c.label, c.start, c.end) for c in own.calls] == [(c.label, c.start, c.end) for c in asyncios.calls]
    # The step-through machine sees who is ready, who waits, and in which order they have their turns.
    turns = [[row[:3:2] + row[1:2] for row in r.events if row[2] in ("made", "run", "wait", "done")] for r in (own, asyncios)]
    assert turns[0] == turns[1]


def test_what_the_page_says_to_change(tmp_path: Path) -> None:
    code = Library(SNIPPETS).code("event_loop/one_turn")
    for before, after in (
        ("range(len(self._ready))", "range(1)"),
        ("                handle._run()", "                print(handle)\n                handle._run()"),
        ("self._selector.select(patience)", "self._selector.select(0)"),
    ):
        changed = tmp_path / "changed.py"
        assert before in code
        changed.write_text(code.replace(before, after), encoding="utf-8")
        run = awaited.run(changed, model=Library(SNIPPETS).server())
        assert (run.raised, run.seconds, run.peak) == ("", 1.5, 3), after
        assert ("<Handle" in run.output) == ("print(handle)" in after)


def test_the_first_ones_need_no_stage() -> None:
    done = subprocess.run(
        [sys.executable, str(SNIPPETS / "event_loop" / "taking_turns.py")], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == Library(SNIPPETS).recording("event_loop/taking_turns").output
