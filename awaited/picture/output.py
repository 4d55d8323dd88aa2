"""What a run printed, as HTML."""

import html

from awaited.recording.recording import Recording
from awaited.recording.words import moment


def output_html(recording: Recording) -> str:
    """What was printed, each line with its time and its task or thread."""
    if not recording.prints:
        return '<div class="awaited-output"><p class="awaited-label">Output</p><p class="awaited-nothing">It prints nothing.</p></div>'
    lines: list[list[tuple[float, str, str, str]]] = [[]]
    for written in recording.prints:
        for part in written.text.splitlines(keepends=True):
            lines[-1].append((written.at, written.by, written.to, part))
            if part.endswith("\n"):
                lines.append([])
    rows = []
    before: tuple[float, str] | None = None
    for line in filter(None, lines):
        at, by, to, _ = line[0]
        # The lines of a traceback come all at once: the first one's time is enough.
        shown = "" if to == "stderr" and (at, to) == before else f' data-at="{moment(at)}"'
        before = at, to
        text = "".join(html.escape(part, quote=False) for *_, part in line)
        if len({at for at, *_ in line}) > 1:  # it came in pieces: a stream
            text = "".join(
                f'<span class="awaited-chunk" data-at="{moment(at)}">{html.escape(part, quote=False)}</span>'
                for at, _, _, part in line
            )
        kind = "awaited-line awaited-stderr" if to == "stderr" else "awaited-line"
        rows.append(f'<span class="{kind}"{shown} data-by="{html.escape(by)}">{text}</span>')
    body = "".join(rows)
    return (
        '<div class="awaited-output"><p class="awaited-label">Output</p>'
        f'<pre tabindex="0" role="group" aria-label="Output of {html.escape(recording.snippet)}">{body}</pre></div>'
    )
