"""What happens next? Questions about a run, with the answers that its recording gives.

An author names text of the program, not a step: the question comes after a turn that stands at a line with that text. So it moves along when
the recording changes, and is an error when it no longer has one right answer.
"""

from dataclasses import dataclass
from typing import Any

from awaited.recording.recording import Event, Recording
from awaited.recording.steps import Run
from awaited.recording.words import seconds

FORMS = ("who", "prints", "when")
"""Who has the next turn, or runs next; which line is printed next; at what time a line runs."""

CHOICES = {"who": 5, "prints": 3}
"""How many answers there are to choose from, at most."""


class Unanswerable(ValueError):
    """A question has no answer, or more than one; the message says why."""


@dataclass
class Question:
    """A question, and its answer."""

    step: int
    """It is asked after this step."""
    before: str
    """What has just happened, as a sentence."""
    text: str
    options: list[str]
    """What to choose from; empty where a time is asked for."""
    answer: int | float
    """Which option, or how many seconds."""

    @property
    def solution(self) -> str:
        """The answer in words."""
        return self.options[int(self.answer)] if self.options else seconds(float(self.answer))

    def as_data(self) -> dict[str, Any]:
        """As the page's script takes it."""
        return {"q": self.text, "a": self.answer} | ({"o": self.options} if self.options else {})


def question(recording: Recording, code: str, form: str, after: str, turn: int = 1, until: str = "") -> Question:
    """Ask about a run.

    Args:
        recording: The run.
        code: Its program.
        form: One of ``FORMS``.
        after: Text of the line at which the turn before the question stands.
        turn: Which turn there, counted from one.
        until: For ``when``: text of the line whose time is asked for.

    Raises:
        Unanswerable: The recording does not give one right answer.
        awaited.recording.steps.NoSteps: It has no steps.
    """
    if form not in FORMS:
        raise Unanswerable(f"{form!r} is no question: there are {', '.join(FORMS)}")
    run = Run(recording)
    lines = _lines(code, after)
    found = [n for n, s in enumerate(run.steps) if s.turns and s.kind != "many" and _stands(*s.turns[-1]) & lines]
    if len(found) < turn:
        raise Unanswerable(f"{len(found)} turns stand at a line with {after!r}, and not {turn}")
    step = found[turn - 1]
    if step + 1 >= len(run.steps):
        raise Unanswerable(f"after {after!r} nothing happens any more")
    here = run.steps[step]
    if form == "who":
        # Who holds up the loop keeps its turn: that the next turn is the same one nobody could know.
        held = any(row[2] == "holds" for row in here.turns[-1][1])
        return Question(step, here.sentence, "Who runs next?" if held else "Who has the next turn?", *_who(run, step))
    if form == "prints":
        return Question(step, here.sentence, "Which line is printed next?", *_prints(run, step))
    wanted = _lines(code, until)
    later = [row for row in run.events if row[2] in ("print", "run", "call", "wait") and row[0] > here.at and row[3] in wanted]
    if not until or not later:
        raise Unanswerable(f"no line with {until!r} runs later than {seconds(here.at)}: name one with until=")
    # What a reader sees of a moment: that something is printed, or a call made, before that the line is gone on with.
    seen = sorted((row for row in later if row[0] == later[0][0]), key=lambda row: ("print", "call", "run", "wait").index(row[2]))
    return Question(step, here.sentence, _when(run, here.at, seen[0]), [], float(seen[0][0]))


def _when(run: Run, now: float, row: Event) -> str:
    """The question for the time of a row."""
    doing = {"print": "print", "call": "ask the model" if row[4:5] == ["model"] else "make its call"}.get(row[2], "run")
    done = {"print": ("print",), "call": ("call",)}.get(row[2], ("run", "call", "wait"))
    again = any(other[2] in done and other[3:4] == row[3:4] and other[0] <= now for other in run.events)
    return f"At what time does line {row[3]} {doing}{' again' if again else ''}?"


def _lines(code: str, text: str) -> set[int]:
    found = {n for n, line in enumerate(code.splitlines(), 1) if text and text in line}
    if text and not found:
        raise Unanswerable(f"no line of the program contains {text!r}")
    return found


def _stands(who: str, events: list[Event]) -> set[int]:
    """The lines at which a turn does something, or ends."""
    own = [row for row in events if row[1] == who and len(row) > 3 and row[3]]
    return {row[3] for row in own if row[2] in ("wait", "call", "print")} or {row[3] for row in own if row[2] == "run"}


def _who(run: Run, step: int) -> tuple[list[str], int]:
    answer = next((s.turns[0][0] for s in run.steps[step + 1 :] if s.turns), None)
    alive = [
        w for w, (row, _) in run.steps[step].places.items() if row and not (w == "M" and run.loop) and run.actors[w].kind != "job"
    ]
    if answer is None or run.actors[answer].kind == "job":
        raise Unanswerable("nobody has a turn after that, or a pool's thread, which has no name to choose")
    some = alive[: CHOICES["who"]]
    if answer not in some:
        some[-1:] = [answer]
    if len(some) < 2:
        raise Unanswerable("there is nobody else who could have the next turn")
    names = [run.name(w)[:1].upper() + run.name(w)[1:] for w in some]
    return names, some.index(answer)


def _prints(run: Run, step: int) -> tuple[list[str], int]:
    coming = list(dict.fromkeys(p.text.strip() for p in run.prints[run.steps[step].printed :] if p.text.strip()))
    if len(coming) < 2:
        raise Unanswerable("there are no two lines to choose from")
    some = sorted(coming[: CHOICES["prints"]])
    return [_cut(text, some) for text in some], some.index(coming[0])


def _cut(text: str, others: list[str]) -> str:
    """As short as tells it from the others."""
    for most in (26, 36, 48):
        if sum(other[:most] == text[:most] for other in others) == 1:
            return text if len(text) <= most + 2 else text[:most].rstrip() + "…"
    return text
