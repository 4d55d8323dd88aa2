"""What a run printed, as HTML."""

import html
from typing import NamedTuple

from awaited.recording.recording import Recording, names
from awaited.recording.words import moment

WIDE = 30
"""A line of output with more characters than these has no room beside the timeline."""


class _Piece(NamedTuple):
    at: float
    who: str
    by: str
    line: int | None
    to: str
    text: str


def result_html(recording: Recording, picture: str) -> str:
    """The output and the timeline, side by side where the output's lines are short."""
    longest = max((len(line) for line in recording.output.splitlines()), default=0)
    wide = " awaited-wide" if longest > WIDE else ""
    return f'<div class="awaited-result{wide}">{output_html(recording)}{picture}</div>'


def output_html(recording: Recording) -> str:
    """What was printed, each line with its time and its task or thread."""
    if not recording.prints:
        return '<div class="awaited-output"><p class="awaited-label">Output</p><p class="awaited-nothing">It prints nothing.</p></div>'
    by_name = names(recording.told())
    lines: list[list[_Piece]] = [[]]
    for at, who, what, *rest in recording.told():
        if what != "print":
            continue
        line, text, *to = rest
        for part in text.splitlines(keepends=True):
            lines[-1].append(_Piece(at, who, by_name[who], line, to[0] if to else "stdout", part))
            if part.endswith("\n"):
                lines.append([])
    rows = []
    before: tuple[float, str] | None = None
    for line in filter(None, lines):
        first = line[0]
        # The lines of a traceback come all at once: the first one's time is enough.
        shown = "" if first.to == "stderr" and (first.at, first.to) == before else f' data-at="{moment(first.at)}"'
        before = first.at, first.to
        text = "".join(html.escape(piece.text, quote=False) for piece in line)
        if len({piece.at for piece in line}) > 1:  # it came in pieces: a stream
            text = "".join(
                f'<span class="awaited-chunk" data-at="{moment(piece.at)}">{html.escape(piece.text, quote=False)}</span>'
                for piece in line
            )
        kind = "awaited-line awaited-stderr" if first.to == "stderr" else "awaited-line"
        place = f' data-w="{html.escape(first.who)}" data-l="{first.line}"' if first.line else ""
        rows.append(f'<span class="{kind}"{shown} data-by="{html.escape(first.by)}"{place}>{text}</span>')
    body = "".join(rows)
    return (
        '<div class="awaited-output"><p class="awaited-label">Output</p>'
        f'<pre tabindex="0" role="group" aria-label="Output of {html.escape(recording.snippet)}">{body}</pre></div>'
    )
