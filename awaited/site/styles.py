"""The styles that an example on a page needs: written into the page, so that naming the extension is enough.

A site that loads them as files of its own (they stand in ``awaited/site/assets/``) says ``assets: external`` to the extension.
"""

import functools
import re
from pathlib import Path

from markdown import Markdown
from markdown.postprocessors import Postprocessor

FOLDER = Path(__file__).with_name("assets")

EMBED, EXTERNAL = "embed", "external"


@functools.cache
def element(name: str) -> str:
    """A style sheet of the folder (``awaited.css``) as an element, without comments and indentation."""
    text = re.sub(r"/\*.*?\*/", "", (FOLDER / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"\s*\n\s*", "\n", text).strip()
    return f"<style>{text}</style>"


class _Assets(Postprocessor):
    def __init__(self, md: Markdown, used: re.Pattern[str], names: tuple[str, ...]) -> None:
        super().__init__(md)
        self._used = used
        self._names = names

    def run(self, text: str) -> str:
        if not self._used.search(text):
            return text
        return "".join([*map(element, self._names), text])


def register(md: Markdown, key: str, assets: str, used: str, names: tuple[str, ...]) -> None:
    """Put the named files into each page whose HTML matches ``used``.

    Args:
        md: Where the extension is registered.
        key: A name for this, among those of other extensions.
        assets: What the site's author chose: ``embed``, or ``external`` for a site that loads them itself.
        used: A regular expression for HTML that needs them.
        names: Files of ``awaited/site/assets/``.

    Raises:
        ValueError: ``assets`` is neither.
    """
    if assets not in (EMBED, EXTERNAL):
        raise ValueError(f"assets: {assets!r} is neither {EMBED!r} (the default) nor {EXTERNAL!r}")
    if assets == EMBED:
        # After everything else (raw HTML comes back at 30): nothing is to take a style sheet for text.
        md.postprocessors.register(_Assets(md, re.compile(used), names), key, -10)
