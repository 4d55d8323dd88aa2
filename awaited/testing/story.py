"""A failure, told: which deviations from the plain order make the test fail, what then happened, who stood where, and how to repeat it."""

import itertools
import math
from collections import Counter
from typing import TYPE_CHECKING

from awaited.recording.calls import Call
from awaited.recording.recording import Recording
from awaited.recording.words import count, is_model, outcome, quoted, seconds
from awaited.testing.settings import seed_of

if TYPE_CHECKING:
    from awaited.testing.orders import Run, Search

MOST = 30
"""Lines of a list."""


def told(search: "Search | None", run: "Run", nodeid: str) -> str:
    """The story of a run that failed.

    Args:
        search: The walk that found it; None: it is the only run.
        run: The run.
        nodeid: What pytest calls the test.
    """
    lines: list[str] = []
    deviates = search is not None and run.plan.tape is not None and bool(run.tape.taken)
    if search is not None and deviates:
        lines += _deviations(search, run)
    elif search is not None and search.orders > 1:
        lines.append("The plain order fails: no other was tried.")
    lines += _calls(run, search.plain if search is not None and deviates else None)
    if search is not None and deviates and search.plain is not None:
        lines += _parting(search.plain, run)
    lines += _stands(run)
    if search is not None and deviates:
        seed = seed_of(search.number)
        lines += ["", f"Repeat it:  pytest '{nodeid}' --stage-seed={seed}", f"Keep it:    @pytest.mark.stage(seed={seed!r})"]
    return "\n".join(lines).strip("\n")


def _deviations(search: "Search", run: "Run") -> list[str]:
    taken = run.tape.taken
    places = count(len(taken), "place", "places")
    shrunk = ""
    if search.deviations_found > len(taken):
        shrunk = f" (it differed in {search.deviations_found}, and was made smaller in {count(search.shrunk, 'run', 'runs')})"
    lines = [
        f"The plain order passes. Order {search.number} fails (seed {seed_of(search.number)}), "
        f"which differs from it in {places} of {search.places}{shrunk}:"
    ]
    lines += [f"  - {run.tape.words[key]}" for key in taken]
    return lines


def _calls(run: "Run", plain: "Run | None") -> list[str]:
    calls = _ended(run)
    if not calls:
        return []
    before = {key: call.end for key, call in _ended(plain).items()} if plain is not None else {}
    lines = ["", "Calls, in the order in which they ended:"]
    for key, call in itertools.islice(calls.items(), MOST):
        end = "       -" if call.end is None else f"{call.end:8.3f}"
        plainly = before.get(key)
        aside = f", in the plain order at {seconds(plainly)}" if plainly is not None and plainly != call.end else ""
        how = f", {word}" if (word := outcome(call)) else ""
        lines.append(f"{end} s  {quoted(call.label)} by {call.by}, made at {seconds(call.start)}{how}{aside}")
    if len(calls) > MOST:
        lines.append(f"            and {len(calls) - MOST} more")
    return lines


def _ended(run: "Run") -> dict[tuple[str, int], Call]:
    """The model calls in the order in which they ended, each by its prompt, and which of those with this prompt it is."""
    seen: Counter[str] = Counter()
    found = {}
    for call in filter(is_model, run.recording.calls):
        seen[call.label] += 1
        found[call.label, seen[call.label]] = call
    return dict(sorted(found.items(), key=lambda one: math.inf if one[1].end is None else one[1].end))


def _parting(plain: "Run", run: "Run") -> list[str]:
    if (found := parting(plain.recording, run.recording)) is None:
        return []
    return ["", "The first step at which the two part:", f"  plain: {found[0]}", f"  here:  {found[1]}"]


def parting(one: Recording, other: Recording) -> tuple[str, str] | None:
    """The first step at which two runs part, as each tells it; None: they are the same."""
    for first, second in itertools.zip_longest(one.story(), other.story(), fillvalue="nothing more happens"):
        if first != second:
            return first.strip(), second.strip()
    return None


def _stands(run: "Run") -> list[str]:
    if not run.plan.stands:
        return []
    lines = ["", "When it failed, the others stood here:"]
    for stand in run.plan.stands[:MOST]:
        waits = f", waiting for {stand.waits_for}" if stand.waits_for else ""
        lines.append(f"  {stand.who} at {stand.place}, `{stand.source}`{waits}")
    return lines
