"""What an exercise asks for, checked on a run. The tests and the reader's browser ask the same questions.

A check is data, in ``chapter.toml``::

    check = { prints = ["Tokyo", "Paris"], peak_at_most = 3, within = 2.0 }
"""

from collections.abc import Callable, Mapping
from typing import Any

from awaited.recording.recording import Recording


def _prints(recording: Recording, lines: list[str]) -> str:
    printed = recording.output.splitlines()
    wanted = list(lines)
    for line in printed:
        if wanted and wanted[0] in line:
            wanted.pop(0)
    if not wanted:
        return ""
    if any(wanted[0] in line for line in printed):
        return f"It prints {wanted[0]!r}, but not in its turn: the order is {', '.join(repr(x) for x in lines)}."
    return f"It does not print {wanted[0]!r}."


def _not_prints(recording: Recording, texts: list[str]) -> str:
    return next((f"It prints {t!r}, which it should not." for t in texts if t in recording.output), "")


def _models(recording: Recording) -> int:
    return sum(call.kind == "model" for call in recording.calls)


def _native(recording: Recording, wanted: bool) -> str:
    paths = [call.path == "native" for call in recording.calls if call.kind in ("model", "retriever")]
    if wanted:
        return "" if all(paths) else "Some calls block a thread; use the async method."
    return "Some calls are async; the exercise can be solved without." if any(paths) else ""


CHECKS: dict[str, Callable[[Recording, Any], str]] = {
    "prints": _prints,
    "not_prints": _not_prints,
    "calls": lambda r, n: (
        ""
        if _models(r) == n
        else f"It makes {_models(r)} model {'call' if _models(r) == 1 else 'calls'}; {n} {'is' if n == 1 else 'are'} asked for."
    ),
    "peak_at_most": lambda r, n: "" if r.peak <= n else f"{r.peak} calls are in flight at once; at most {n} may be.",
    "peak_at_least": lambda r, n: (
        "" if r.peak >= n else f"Only {r.peak} {'call is' if r.peak == 1 else 'calls are'} in flight at once; {n} could be."
    ),
    "within": lambda r, s: "" if r.seconds <= s + 1e-6 else f"It takes {r.seconds:g} s; {s:g} s are enough.",
    "at_least": lambda r, s: "" if r.seconds >= s - 1e-6 else f"It takes {r.seconds:g} s; it should take {s:g} s.",
    "first_output_within": lambda r, s: (
        "" if r.prints and r.prints[0].at <= s + 1e-6 else f"The first output should come within {s:g} s."
    ),
    "printed_within": lambda r, times: next(
        (
            f"{text!r} should be printed within {s:g} s."
            for text, s in times.items()
            if not any(text in p.text and p.at <= s + 1e-6 for p in r.prints)
        ),
        "",
    ),
    "blocked_at_most": lambda r, s: (
        ""
        if (held := sum(end - start for start, end in r.blocked)) <= s + 1e-6
        else f"The event loop is held up for {held:g} s; {s:g} s are allowed."
    ),
    "native": _native,
    "ended_by": lambda r, s: (
        ""
        if (last := max((c.end or r.seconds for c in r.calls if c.kind == "model"), default=0.0)) <= s + 1e-6
        else f"A call goes on until {last:g} s; it could be over after {s:g} s."
    ),
    "raises": lambda r, name: "" if r.raised == name else f"It should end with {name or 'no exception'}.",
}
"""The questions, by the name that data uses for them. Each gives a sentence about what is wrong, or nothing."""


def problems(check: Mapping[str, Any], recording: Recording) -> list[str]:
    """What is still wrong with a run, in words; empty when the exercise is solved.

    Args:
        check: The questions, by name; see ``CHECKS``. That the program ends without an exception is asked unless ``raises`` is.
        recording: The run.

    Raises:
        KeyError: A question does not exist.
    """
    questions = {"raises": "", **check}
    if recording.raised and not questions["raises"]:
        return [f"It ends with {recording.raised}: read the last line of its output."]
    return [sentence for name, wanted in questions.items() if (sentence := CHECKS[name](recording, wanted))]
