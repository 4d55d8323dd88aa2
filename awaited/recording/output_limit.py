"""How much of a program's output is kept: its beginning, and its end."""

from collections import deque

from awaited.recording.recording import Print

MORE = "… There is more than fits here. The last lines follow when the program has ended. …\n"


class OutputLimit:
    """How much is kept of the output of one run. A flood loses its middle, and what is lost is counted.

    What is first comes through at once; the end is known only when the program has ended.

    Args:
        characters: So many characters of the beginning are kept, and half as many of the end.
        lines: So many lines of the beginning are kept, and half as many of the end.
    """

    def __init__(self, characters: int = 60_000, lines: int = 1_000) -> None:
        self._characters = characters
        self._lines = lines
        self._last_characters = characters // 2
        self._last_lines = lines // 2
        self._end: deque[Print] = deque()
        self._end_characters = 0
        self._left_out = 0
        self._flood = False

    def take(self, written: Print) -> list[Print]:
        """What of it comes through at once."""
        if not self._flood:
            lines = written.text.count("\n")
            if len(written.text) <= self._characters and lines <= self._lines:
                self._characters -= len(written.text)
                self._lines -= lines
                return [written]
            self._flood = True
            first = _first_lines(written.text[: self._characters], self._lines)
            self._keep(Print(written.at, written.by, written.text[len(first) :], written.to))
            note = MORE
            if first and not first.endswith("\n"):
                note = f"\n{note}"
            return [Print(written.at, written.by, first + note, written.to)]
        self._keep(written)
        return []

    def _keep(self, written: Print) -> None:
        for line in written.text.splitlines(keepends=True):
            if len(line) > self._last_characters:
                line = line[-self._last_characters :]
            self._end.append(Print(written.at, written.by, line, written.to))
            self._end_characters += len(line)
        while self._end and (len(self._end) > self._last_lines or self._end_characters > self._last_characters):
            gone = self._end.popleft()
            self._end_characters -= len(gone.text)
            self._left_out += gone.text.endswith("\n")

    def rest(self) -> list[Print]:
        """The end, once the program has ended."""
        if not self._flood:
            return []
        kept, self._end = list(self._end), deque()
        if self._left_out and kept:
            at, by, to = kept[0].at, kept[0].by, kept[0].to
            kept.insert(0, Print(at, by, f"… {self._left_out:,} lines are left out. …\n", to))
        return kept


def _first_lines(text: str, lines: int) -> str:
    place = 0
    for _ in range(lines):
        found = text.find("\n", place)
        if found < 0:
            return text
        place = found + 1
    return text[:place]
