"""What a reader sees of a run: the same on every Python, where the steps between may be others."""

from awaited.recording.recording import Recording


def told(recording: Recording) -> list[str]:
    """A line for each thing that is printed, called or blocked, and for the end.

    The turns within one moment are left out, and the numbers of tasks: another Python has others, and so have the classes that stand for the
    providers' clients in a page.
    """
    lines = [f"{w.at:g} s: {w.to} {w.text!r}" for w in recording.prints]
    calls = [
        f"call {c.kind} {c.label!r} {c.path} from {c.start:g}: served {c.served}, first {c.first}, end {c.end}, {c.outcome}"
        for c in recording.calls
    ]
    blocked = [f"blocked from {start:g} to {end:g}" for start, end in recording.blocked]
    rest = [f"ends at {recording.seconds:g} with {recording.raised or 'nothing'}, warns {recording.warned}"]
    return lines + sorted(calls) + blocked + rest
