"""What the stage tells of a run, to whoever keeps it."""

from collections.abc import Callable
from typing import Any, Protocol


class Actor(Protocol):
    """What an observer makes of a task or thread of the program."""

    kind: str
    """``main`` (the main thread), ``task``, ``thread``, or ``job``: work that a pool does for somebody."""
    name: str
    """What the program knows it by: ``Task-2``, ``ThreadPoolExecutor-0_1``."""
    number: int
    """In the order of making, among its kind."""
    line: int | None
    """Where it was made."""
    calls: int
    """Its calls (of a model, say) that have not ended."""

    @property
    def stand(self) -> int | None:
        """The line of the program that it is at."""


class Turns(Protocol):
    """Who is told of tasks and threads, turn by turn. Lines are those of the program's own file; see ``awaited.recording.trace.Trace``, which keeps what it is told. Actors are the
    keeper's own, and the stage hands them back as it got them."""

    main: Any

    def made(self, kind: str, number: int, by: Any, line: int | None, does: str, own: bool = True) -> Any: ...
    def children(self, actor: Any) -> list[Any]: ...
    def runs(self, actor: Any, line: int | None = None) -> None: ...
    def ready(self, actor: Any, by: Any) -> None: ...
    def waits(self, actor: Any, line: int | None, kind: str, of: Any = None, key: object = None, deep: bool = False) -> None: ...
    def over(self, actor: Any, how: str, error: str = "") -> None: ...
    def cancels(self, actor: Any, by: Any, by_library: bool) -> None: ...
    def loops(self, actor: Any, line: int | None) -> None: ...
    def sets(self, actor: Any, line: int | None, until: float) -> None: ...
    def held(self, actor: Any, start: float, end: float) -> None: ...


class Observer(Protocol):
    """Told what happens on the stage, as it happens.

    Times are whole nanoseconds since the program began.
    """

    @property
    def turns(self) -> Turns | None:
        """Who is told of each turn and wait of tasks and threads; None: nobody, which costs nothing."""

    watch: Any
    """Set by the stage when there is somebody: the ``awaited.stage.watch.Watch``, which knows whose code is running, and at which line."""

    def printed(self, at: int, text: str, to: str) -> None:
        """The program wrote ``text`` to ``stdout`` or ``stderr``. The task or thread that wrote it is the one that runs."""

    def blocked(self, start: int, end: int) -> None:
        """Something other than its own waiting held up a running event loop."""

    def warned(self, category: str) -> None:
        """The program was warned."""

    def left(self, what: str) -> None:
        """Something was still there at the end: a task, a thread, an open file."""

    def ended(self, at: int, raised: str) -> None:
        """The program has ended, by an exception of this name if one ended it."""


Clean = Callable[[str], str]
"""Takes what differs by machine out of a text: paths, addresses in memory."""
