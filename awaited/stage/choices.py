"""The choices that are left to chance in real life: how long an answer takes, whose turn it is, where a thread is interrupted.

All of them are made by one ``Tape``. What happens in a run is a function of the program and of what its tape says, and of nothing else:
the same tape is the same run. An empty tape is the plain order, that of a run without a tape.

A tape keeps the *deviations* from the plain order, by the name of each choice: ``answer Summarise this 2`` is the second answer to that
prompt. Choices have names and not only places in a row (as in the tapes of property-based testing), so that one deviation can be
taken away, and the others still mean what they meant: that is what makes a failing order small in a few runs.

What is chosen is what a real server and a real scheduler may do, and no more. asyncio promises that callbacks run in the order in which they
were asked for, and that of two timers the earlier one is first: so no tape changes that.
"""

import dis
import functools
import sys
from collections import Counter
from collections.abc import Callable, Container, Mapping
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from awaited.stage.scheduler import Scheduler

VERSION = 3
"""Of the names and meanings of choices: an order is repeated by the version that found it."""

Value = int | float
"""What is chosen; 0 is the plain order."""


class Met(NamedTuple):
    """A choice that came up in a run."""

    key: str
    kind: str
    """``answer`` (a factor of its length), ``turn`` (which thread goes on), ``arrival`` (what an event loop sees first), ``lock`` (who gets
    what several wait for), ``switch`` (a thread is interrupted), ``hold`` (it is held up for longer: until another one has come by here or has changed something,
    or for as long as can be), ``timer`` (it is late), ``collect`` (garbage is collected), or ``value``
    (one that the test asked for)."""
    options: int
    """How many there are; 0 for a value that is no whole number."""
    at: float
    """Virtual seconds since the program began."""
    length: float
    """For an answer, how many seconds it takes in the plain order; for a timer, when it is due; for a value, its upper bound."""
    place: "Place | None"
    """For a switch: where. The same place may come up many times."""


class Tape:
    """The choices of one run.

    Args:
        deviations: What is chosen, by the name of the choice; everything else is plain.
        draw: Chooses what is not in ``deviations``.
        interrupts: Whether threads may be interrupted between two instructions; it makes their code some ten times as slow.
        patience: For how many seconds a thread may be held up while the main thread sleeps: whoever sleeps until another one has its
            answer allows for a slow answer, and for no more.
    """

    def __init__(
        self,
        deviations: Mapping[str, Value] | None = None,
        draw: Callable[[Met], Value] | None = None,
        interrupts: bool = False,
        patience: float = 3.0,
    ) -> None:
        self._given = deviations or {}
        self._draw = draw
        self.interrupts = interrupts
        self.patience = patience
        self.met: list[Met] = []
        """The choices that came up, in their order."""
        self.taken: dict[str, Value] = {}
        """Those that were not plain."""
        self.words: dict[str, str] = {}
        """The same, told."""
        self._count: Counter[tuple[str, str]] = Counter()

    def again(self) -> "Tape":
        """A tape by which the same happens once more."""
        return Tape(self.taken, interrupts=self.interrupts, patience=self.patience)

    def take(
        self,
        kind: str,
        name: str,
        options: int,
        at: float,
        about: Callable[[Value], str],
        length: float = 0.0,
        place: "Place | None" = None,
    ) -> Value:
        """Choose.

        Args:
            kind: See ``Met``.
            name: What tells it from others of its kind; the tape counts those of the same name.
            options: How many there are; 0 for a number.
            at: When, in virtual seconds.
            about: Tells a choice that is not plain.
            length: See ``Met``.
            place: See ``Met``.
        """
        self._count[kind, name] = number = self._count[kind, name] + 1
        met = Met(f"{kind} {name} {number}", kind, options, at, length, place)
        self.met.append(met)
        value = self._given.get(met.key)
        if value is None:
            value = self._draw(met) if self._draw is not None else 0
        if options and not 0 <= value < options:
            value = 0  # of another run, in which there was more to choose from
        if value:
            self.taken[met.key] = value
            self.words[met.key] = about(value)
        return value


# -- where a thread is interrupted

_STORES = ("STORE_ATTR", "STORE_SUBSCR", "STORE_GLOBAL", "STORE_DEREF", "DELETE_ATTR", "DELETE_SUBSCR", "DELETE_GLOBAL")
"""Before these a thread has read something that others may change before it writes."""
_CHANGES = frozenset(
    "add append appendleft clear discard execute extend get_nowait insert pop popitem popleft put put_nowait remove rename setdefault touch unlink "
    "update write write_bytes write_text".split()
)
"""Methods that change what others see, by their names."""
_CALLS = ("CALL", "CALL_KW", "CALL_FUNCTION_EX", "BEFORE_WITH", "LOAD_SPECIAL")
"""Before these a line may have read something, and goes on to act."""
_READS = (*_CALLS, "CONTAINS_OP", "COMPARE_OP")


@functools.lru_cache(maxsize=4096)
def points(code: CodeType) -> dict[int, bool]:
    """The instructions of a function before which an interruption can be noticed: the first of each line, the last call of a line that has read something
    before, and those that change what others see. For each, whether it is of the latter kind."""
    found: dict[int, bool] = {}
    starts = {offset for offset, line in dis.findlinestarts(code) if line is not None and line != code.co_firstlineno}
    begins: int | None = None
    last: int | None = None
    changes = reads = False
    for step in (*dis.get_instructions(code), None):
        if step is None or step.offset in starts:
            if begins is not None:
                found.setdefault(begins, changes and last is None)  # there may stand what is told below already
            if last is not None:  # (a function of one line, mostly a lambda, hands on what another one changes)
                found[last] = changes and begins is not None
            if step is None:
                break
            begins, last, changes, reads = step.offset, None, False, False
        if step.opname in _STORES:
            found[step.offset] = True
        else:
            changes |= step.opname in ("LOAD_METHOD", "LOAD_ATTR") and step.argval in _CHANGES
            if step.opname in _CALLS and reads:
                last = step.offset
            reads |= step.opname in _READS or "JUMP" in step.opname
    return found


class Place(NamedTuple):
    """Where a thread could be interrupted."""

    path: str
    line: int
    offset: int
    """Of the instruction, in its function."""
    stores: bool
    """It changes what others see."""


class _Owned(dict[str, bool]):
    """Which files are the program's own; a dictionary, since that is the fastest."""

    def __init__(self, files: Container[str]) -> None:
        self._files = files

    def __missing__(self, path: str) -> bool:
        self[path] = found = path in self._files
        return found


class Interruptions:
    """Lets threads be interrupted at the ``points`` of the program's own functions.

    Args:
        on: Whose fibers.
        files: The program's own files.
    """

    def __init__(self, on: "Scheduler", files: Container[str]) -> None:
        self._on = on
        self._held: list[_Hold] = []
        """Those who are held up now."""
        owned, step = _Owned(files), self._step

        def trace(frame: FrameType, event: str, arg: Any) -> Any:
            # Every call of every library comes by here.
            if not owned[frame.f_code.co_filename]:
                return None
            # In this order: since Python 3.13 the second is heard of only where the first is set.
            frame.f_trace = step
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
            return step

        self.trace = trace
        """Called by the interpreter when a function begins (``sys.settrace``)."""

    def _step(self, frame: FrameType, event: str, arg: Any) -> Any:
        if event == "opcode" and (stores := points(frame.f_code).get(frame.f_lasti)) is not None:
            on = self._on
            if not on.closing and (tape := on.current_tape) is not None:
                place = Place(frame.f_code.co_filename, frame.f_lineno, frame.f_lasti, stores)
                for hold in self._held:
                    hold.comes_by(on.current, place)
                # Others are traced while this one stands here.
                if on.others_can_go_on and tape.take(
                    "switch", on.name, 2, on.seconds, lambda _: _told(on, "interrupted", place, frame.f_code), place=place
                ):
                    sys.call_tracing(on.interrupted, ())
                elif on.others_go_on_later and (
                    how := tape.take(
                        "hold",
                        on.name,
                        3,
                        on.seconds,
                        lambda long: _told(on, "held up", place, frame.f_code) + _UNTIL[int(long)],
                        place=place,
                    )
                ):
                    sys.call_tracing(self._hold, (place, how == LONG))
        return self._step

    def _hold(self, place: Place, long: bool) -> None:
        on = self._on
        hold = _Hold(on.current, place, long)

        def gone_on() -> bool:
            # What others do at this very moment is an interruption.
            if hold not in self._held:
                self._held.append(hold)
            return hold.over

        try:
            on.held_up(gone_on)
        finally:
            if hold in self._held:
                self._held.remove(hold)


LONG = 2
"""Of a hold: for as long as can be."""
_UNTIL = {1: ", until another has come by or has changed something", LONG: ", while others go on"}


class _Hold:
    """A fiber that is held up.

    Args:
        fiber: The fiber.
        place: Where.
        long: Whether it stays there whatever others do.
    """

    def __init__(self, fiber: object, place: Place, long: bool) -> None:
        self._fiber = fiber
        self._place = place
        self._long = long
        self.over = False

    def comes_by(self, fiber: object, place: Place) -> None:
        """Somebody is at a place where he could be interrupted."""
        self.over |= not self._long and fiber is not self._fiber and (place.stores or place == self._place)


def _told(on: "Scheduler", how: str, place: Place, code: CodeType) -> str:
    import linecache
    from pathlib import Path

    source = linecache.getline(place.path, place.line).strip()
    begins = next((offset for offset, line in dis.findlinestarts(code) if line == place.line), None)
    where = "before" if place.offset == begins else "within"
    return f"{on.called} is {how} {where} {Path(place.path).name}:{place.line}, `{source}`"
