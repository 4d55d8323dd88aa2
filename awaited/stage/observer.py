"""What the stage tells of a run, to whoever keeps it."""

from collections.abc import Callable
from typing import Protocol


class Observer(Protocol):
    """Told what happens on the stage, as it happens.

    Times are whole nanoseconds since the program began.
    """

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
