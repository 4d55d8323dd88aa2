"""Calls, asked for in the words of a test."""

from collections.abc import Iterator, Sequence
from typing import overload

from awaited.model.answers import Answers
from awaited.recording.calls import Call, peak


class Calls(Sequence[Call]):
    """Model calls, in the order in which they were made.

    Args:
        calls: The calls.
    """

    def __init__(self, calls: Sequence[Call]) -> None:
        self._calls = list(calls)

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> "Calls": ...
    def __getitem__(self, index: int | slice) -> "Call | Calls":
        return Calls(self._calls[index]) if isinstance(index, slice) else self._calls[index]

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(self._calls)

    def __repr__(self) -> str:
        return f"<{len(self)} calls: {', '.join(repr(call.label) for call in self)}>"

    def to(self, prompt: str) -> "Calls":
        """Those with a prompt, which may have placeholders: ``Summarise {text}``."""
        answers = Answers({prompt: ""})
        return Calls([call for call in self if answers.match(call.label) is not None])

    @property
    def prompts(self) -> list[str]:
        """What was asked."""
        return [call.label for call in self]

    @property
    def peak(self) -> int:
        """How many were in flight at once, at most."""
        return peak(self._calls)

    @property
    def answered(self) -> "Calls":
        """Those that were answered in full."""
        return Calls([call for call in self if call.outcome == "answered"])

    @property
    def cancelled(self) -> "Calls":
        """Those whose caller went away: cancelled, or a stream that was left early."""
        return Calls([call for call in self if call.outcome in ("cancelled", "closed")])

    @property
    def failed(self) -> "Calls":
        """Those that ended with an error."""
        return Calls([call for call in self if call.end is not None and call.outcome not in ("answered", "cancelled", "closed")])

    @property
    def repeated(self) -> "Calls":
        """Those whose prompt had been asked before."""
        seen: set[str] = set()
        found = []
        for call in self:
            if call.label in seen:
                found.append(call)
            seen.add(call.label)
        return Calls(found)

    @property
    def tokens(self) -> int:
        """What they cost: tokens of prompts and answers, as the model counts them (a word is a token)."""
        return sum(call.tokens for call in self)
