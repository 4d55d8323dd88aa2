"""Keeps what the stage tells of a run, and gives it as a ``Recording`` whenever somebody asks."""

from collections.abc import Callable, Mapping
from typing import Any

from awaited.recording.calls import Call, CallLog
from awaited.recording.output_limit import OutputLimit
from awaited.recording.recording import Print, Recording, digest, rows_of
from awaited.recording.trace import Actor, Trace

NANOSECONDS = 1_000_000_000


class Recorder:
    """An observer of the stage (``awaited.stage.observer.Observer``) that keeps what it is told.

    Args:
        log: The calls, which those who make or answer them note themselves.
        now: What the program's clock shows, in nanoseconds.
        grain: Nanoseconds that are not worth telling apart: none in virtual time.
        on_print: Called with each ``Print`` as it happens.
        output_limit: How much of the output is kept; what is dropped is said to be. None: all.
        turns: Whether what tasks and threads do is told, too, and whose a call is; without them a run is quicker by a sixth.
    """

    def __init__(
        self,
        log: CallLog,
        now: Callable[[], int],
        grain: int = 0,
        on_print: Callable[[Print], None] = lambda written: None,
        output_limit: OutputLimit | None = None,
        turns: bool = True,
    ) -> None:
        self._log = log
        self._grain = grain
        self._on_print = on_print
        self._limit = output_limit
        digits = 2 if grain else 6
        self._clock = _Clock(now, digits)
        self._trace = Trace(self._clock.now, grain / NANOSECONDS, digits)
        """What tasks and threads do, and the calls and the output in it."""
        self.turns = self._trace if turns else None
        self.watch: Any = None
        self._makers: dict[int, Actor | None] = {}
        log.began, log.ended = self._began, self._ended
        self._left: list[str] = []
        self._warned: list[str] = []
        self._raised = ""
        self._end: int | None = None

    # -- what the stage tells

    def printed(self, at: int, text: str, to: str) -> None:
        """See ``Observer.printed``."""
        actor = self._actor()
        written = Print(self._clock.seconds(at), self._trace.name_of(actor), text, to)
        for part in [written] if self._limit is None else self._limit.take(written):
            self._keep(part, actor)

    def _keep(self, written: Print, actor: Actor | None) -> None:
        self._trace.printed(actor, self._line(actor), written.text, written.to)
        self._on_print(written)

    def blocked(self, start: int, end: int) -> None:
        """See ``Observer.blocked``."""
        if end - start <= self._grain:
            return
        self._trace.held(self._actor(), self._clock.seconds(start), self._clock.seconds(end))

    def warned(self, category: str) -> None:
        """See ``Observer.warned``."""
        self._warned.append(category)

    def left(self, what: str) -> None:
        """See ``Observer.left``."""
        self._left.append(what)

    def ended(self, at: int, raised: str) -> None:
        """See ``Observer.ended``."""
        for part in [] if self._limit is None else self._limit.rest():
            self._keep(part, self._actor())
        self._end, self._raised = at, raised
        self._trace.let_go()

    # -- what is asked

    @property
    def seconds(self) -> float:
        """Virtual seconds since the program began; how long it took, once it has ended."""
        return self._clock.now() if self._end is None else self._clock.seconds(self._end)

    def recording(self, snippet: str, files: Mapping[str, str]) -> Recording:
        """What was recorded so far. It is a copy: what happens later does not change it.

        Args:
            snippet: The name of the program, ``chapter/name`` for a snippet.
            files: The text of the program's files by name, the main one's first.
        """
        codes = iter(files.items())
        main = next(codes, ("", ""))
        rows, left_out = self._trace.rows(main[1])
        head = {
            "snippet": snippet,
            "code": digest(main[1]),
            "seconds": self.seconds,
            "raised": self._raised,
            "warned": list(self._warned),
            "left": list(self._left),
            "files": {name: digest(code) for name, code in codes},
            "left_out": left_out,
        }
        return Recording.of(head, rows_of(rows))

    # -- who and where

    def _actor(self) -> Actor | None:
        return self.watch.actor() if self.watch is not None else None

    def _line(self, actor: Actor | None) -> int | None:
        return self.watch.here(actor) if self.watch is not None else None

    def _began(self, call: Call) -> None:
        # Whoever answers a call notes it, and knows who made it by his name alone.
        actor = self._actor() or getattr(call.by, "actor", None)
        if actor is None and self.watch is not None:
            actor = self.watch.named(call.by)
        self._makers[id(call)] = actor
        self._trace.calls(actor, self._line(actor), call)

    def _ended(self, call: Call) -> None:
        self._trace.answered(self._makers.get(id(call)), call)


class _Clock:
    """What the clock shows, in seconds: much happens at one moment.

    Args:
        now: In nanoseconds.
        digits: How many of a second's are told.
    """

    def __init__(self, now: Callable[[], int], digits: int) -> None:
        self._now = now
        self._digits = digits
        self._shown, self._shown_as = 0, 0.0

    def now(self) -> float:
        """At this moment."""
        return self.seconds(self._now())

    def seconds(self, at: int) -> float:
        """At another one."""
        if at != self._shown:
            self._shown, self._shown_as = at, round(at / NANOSECONDS, self._digits)
        return self._shown_as
