"""What an exercise asks for, checked on a run. The tests and the reader's browser ask the same questions.

A check is data, in ``chapter.toml``::

    check = { prints = ["Tokyo", "Paris"], peak_at_most = 3, within = 2.0 }

Most questions are about what the program did, so that any program that does it is right. A few are about its text, where two programs do the
same and only one of them is meant: an exercise on a blocking library is not solved without the library.
"""

import ast
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from awaited.recording.recording import Recording
from awaited.recording.words import is_model, meant


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


def _prints_in_any_order(recording: Recording, lines: list[str]) -> str:
    printed = recording.output.splitlines()
    for wanted in lines:
        found = next((n for n, line in enumerate(printed) if wanted in line), None)
        if found is None:
            return f"It does not print {wanted!r}{' often enough' if lines.count(wanted) > 1 else ''}."
        del printed[found]
    return ""


def _models(recording: Recording) -> int:
    return sum(map(is_model, recording.calls))


def _native(recording: Recording, wanted: bool) -> str:
    paths = [call.path == "native" for call in recording.calls if call.kind in ("model", "retriever")]
    if wanted:
        return "" if all(paths) else "Some calls block a thread; use the async method."
    return "Some calls are async; the exercise can be solved without." if any(paths) else ""


def _in_flight_while_work(recording: Recording, n: int) -> str:
    calls = [call for call in recording.calls if is_model(call)]
    last = max((call.start for call in calls), default=0.0)
    # A call that ends in the moment in which another one starts has handed its place over: what counts is what is true for a while.
    moments = sorted({moment for call in calls for moment in (call.start, call.end) if moment is not None and moment <= last})
    for start, end in itertools.pairwise(moments):
        if end - start <= GRAIN:
            continue
        running = sum(call.start <= start and (call.end is None or call.end >= end) for call in calls)
        if running < n:
            return (
                f"From {start:g} s to {end:g} s {_so_many(running)} in flight, while there are calls still to be made;"
                f" keep {n} going."
            )
    return ""


def _so_many(n: int) -> str:
    return {0: "no call is", 1: "one call is"}.get(n, f"{n} calls are")


def _few_at_once(peak: int, n: int) -> str:
    return f"{'Only ' if peak else ''}{_so_many(peak)} in flight at once; {n} could be.".capitalize()


def _calls_of(recording: Recording, wanted: Mapping[str, int]) -> str:
    for kind, n in wanted.items():
        made = sum(call.kind == kind for call in recording.calls)
        if made != n:
            return f"It makes {made} {kind} {'call' if made == 1 else 'calls'}; {n} {'is' if n == 1 else 'are'} asked for."
    return ""


def _cancelled(recording: Recording, n: int) -> str:
    # "closed" is a stream whose reader has gone away.
    found = sum(call.outcome in ("cancelled", "closed") for call in recording.calls if is_model(call))
    return "" if found == n else f"{_so_many(found).capitalize()} cancelled; {n} should be."


GRAIN = 1e-6
"""Seconds that are not worth telling apart."""

CHECKS: dict[str, Callable[[Recording, Any], str]] = {
    "prints": _prints,
    "prints_in_any_order": _prints_in_any_order,
    "not_prints": _not_prints,
    "calls": lambda r, n: (
        ""
        if _models(r) == n
        else f"It makes {_models(r)} model {'call' if _models(r) == 1 else 'calls'}; {n} {'is' if n == 1 else 'are'} asked for."
    ),
    "calls_at_least": lambda r, n: "" if _models(r) >= n else f"It makes too few model calls: {_models(r)} of {n} or more.",
    "calls_at_most": lambda r, n: "" if _models(r) <= n else f"It makes {_models(r)} model calls; {n} are enough.",
    "calls_of": _calls_of,
    "cancelled": _cancelled,
    "in_flight_while_work": _in_flight_while_work,
    "peak_at_most": lambda r, n: "" if r.peak <= n else f"{r.peak} calls are in flight at once; at most {n} may be.",
    "peak_at_least": lambda r, n: "" if r.peak >= n else _few_at_once(r.peak, n),
    "within": lambda r, s: "" if r.seconds <= s + GRAIN else f"It takes {r.seconds:g} s; {s:g} s are enough.",
    "at_least": lambda r, s: "" if r.seconds >= s - GRAIN else f"It takes {r.seconds:g} s; it should take {s:g} s.",
    "first_output_within": lambda r, s: (
        "" if r.prints and r.prints[0].at <= s + GRAIN else f"The first output should come within {s:g} s."
    ),
    "printed_within": lambda r, times: next(
        (
            f"{text!r} should be printed within {s:g} s."
            for text, s in times.items()
            if not any(text in p.text and p.at <= s + GRAIN for p in r.prints)
        ),
        "",
    ),
    "not_printed_before": lambda r, times: next(
        (
            f"{text!r} should not be printed before {s:g} s."
            for text, s in times.items()
            if any(text in p.text and p.at < s - GRAIN for p in r.prints)
        ),
        "",
    ),
    "blocked_at_most": lambda r, s: (
        "" if (held := r.held) <= s + GRAIN else f"The event loop is held up for {held:g} s; {s:g} s are allowed."
    ),
    "native": _native,
    "ended_by": lambda r, s: (
        ""
        if (last := max((c.end or r.seconds for c in r.calls if is_model(c)), default=0.0)) <= s + GRAIN
        else f"A call goes on until {last:g} s; it could be over after {s:g} s."
    ),
    "leaves_nothing": lambda r, wanted: "" if not (wanted and r.left) else f"At the end it leaves behind: {', '.join(r.left)}.",
    "warns": lambda r, wanted: (
        "" if bool(r.warned) == wanted else "It should warn." if wanted else f"It warns: {', '.join(dict.fromkeys(r.warned))}."
    ),
    "raises": lambda r, name: "" if r.raised == name else f"It should end with {name}.",
}
"""The questions, by the name that data uses for them. Each gives a sentence about what is wrong, or nothing."""


def _uses(tree: ast.Module, names: list[str]) -> str:
    found = set(_names(tree))
    return next((f"It no longer uses `{name}`, which it has to." for name in names if name not in found), "")


def _not_uses(tree: ast.Module, names: list[str]) -> str:
    found = set(_names(tree))
    return next((f"It uses `{name}`; the exercise is to be solved without." for name in names if name in found), "")


def _keeps(tree: ast.Module, parts: list[str]) -> str:
    found = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.stmt | ast.expr)}
    return next((f"Leave this as it was: `{part}`." for part in parts if ast.unparse(ast.parse(part)) not in found), "")


def _keeps_at_top(tree: ast.Module, parts: list[str]) -> str:
    found = {ast.unparse(node) for node in tree.body}
    lost = (part for part in parts if ast.unparse(ast.parse(part)) not in found)
    return next((f"Leave this as it was, and where: `{part.strip().partition(chr(10))[0]}`." for part in lost), "")


def _once(tree: ast.Module, names: list[str]) -> str:
    found = Counter(_names(tree))
    twice = (name.rpartition(".")[2] for name in names if found[name] > 1)
    return next((f"`{name}` stands in it more than once; once is enough." for name in twice), "")


def _names(tree: ast.Module) -> Iterator[str]:
    """What a program refers to, by whole names: ``asyncio.sleep``, whether it imports the module or the function, under which name ever.

    What is reached through an object of the program's own is given by its last name: ``.batch``.
    """
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                known.update({alias.asname: alias.name} if alias.asname else {top: top})
        elif isinstance(node, ast.ImportFrom) and node.module:
            known.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield f".{node.attr}"
        if isinstance(node, ast.Name):
            yield known.get(node.id, node.id)
        elif isinstance(node, ast.Attribute):
            parts = [node.attr]
            inner = node.value
            while isinstance(inner, ast.Attribute):
                parts.append(inner.attr)
                inner = inner.value
            if isinstance(inner, ast.Name):
                yield ".".join([known.get(inner.id, inner.id), *reversed(parts)])


CODE_CHECKS: dict[str, Callable[[ast.Module, Any], str]] = {
    "uses": _uses,
    "not_uses": _not_uses,
    "keeps": _keeps,
    "keeps_at_top": _keeps_at_top,
    "once": _once,
}
"""The questions about a program's text: names that it has to use or must not (``time.sleep``, or ``.batch`` for a method of whatever object),
statements or expressions that stay as they were, anywhere or outside all functions, and names that stand there once."""


def unknown(check: Mapping[str, Any]) -> str:
    """What a check asks that there is no question for, in words; empty: nothing."""
    known = (*CHECKS, *CODE_CHECKS)
    for name in check:
        if name not in known:
            return f"there is no question {name!r}{meant(name, known)}: there are {', '.join(known)}"
    return ""


def problems(check: Mapping[str, Any], recording: Recording, code: str = "") -> list[str]:
    """What is still wrong with a run, in words; empty when the exercise is solved.

    Args:
        check: The questions, by name; see ``CHECKS`` and ``CODE_CHECKS``. That the program ends without an exception is asked unless
            ``raises`` is.
        recording: The run.
        code: The program's text, for ``CODE_CHECKS``.

    Raises:
        KeyError: A question does not exist; the message says which there are.
    """
    if sentence := unknown(check):
        raise KeyError(sentence)
    questions = {"raises": "", **check}
    if recording.raised and not questions["raises"]:
        return [f"It ends with {recording.raised}: read the last line of its output."]
    about_code = {name: wanted for name, wanted in questions.items() if name in CODE_CHECKS}
    found = [CHECKS[name](recording, wanted) for name, wanted in questions.items() if name not in about_code]
    if about_code:
        tree = ast.parse(code)
        found += [CODE_CHECKS[name](tree, wanted) for name, wanted in about_code.items()]
    return [sentence for sentence in found if sentence]
