"""The timeline of a run, for whoever asks for it: in a page or in a terminal."""

from awaited.picture import text as letters
from awaited.picture import timeline as drawing
from awaited.recording.recording import Recording


def timeline(recording: Recording, *, text: bool = False, width: int = 80) -> str:
    """When a run made each call, as a picture.

    Args:
        recording: The run.
        text: Draw with letters, for a terminal, instead of HTML with SVG for a page (whose styles are ``awaited/site/assets/awaited.css``).
        width: Columns of the terminal.

    Returns:
        The picture; nothing when the run made no call and nothing held up its event loop.
    """
    return letters.draw(recording, width) if text else drawing.draw(recording)
