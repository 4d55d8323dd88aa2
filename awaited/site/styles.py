"""The styles and scripts that an example on a page needs: written into the page, so that naming the extension is enough.

A site that loads them as files of its own says ``assets: external`` to the extension. They stand in ``awaited/site/assets/``: ``awaited.css`` and
``example.js`` for each page, and beside that, under the same address, ``step.js`` and ``step.css``, which are loaded when a reader asks for them.
"""

import functools
import html
import re
from pathlib import Path

import awaited

try:
    from markdown import Markdown
    from markdown.postprocessors import Postprocessor
except ModuleNotFoundError as error:
    raise awaited._named_extra(error, "awaited.site.styles") from error

FOLDER = Path(__file__).with_name("assets")

EMBED, EXTERNAL = "embed", "external"

LATER = ("step.js", "step.css")
"""What a page needs when its reader asks for it."""


@functools.cache
def element(name: str) -> str:
    """A style sheet or a script of the folder as an element. One that is wanted later is text that ``example.js`` finds."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    if name.endswith(".css"):
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        text = re.sub(r"\s*\n\s*", "\n", text).strip()
    if name in LATER:
        return f'<span data-awaited="{name}" data-text="{html.escape(text)}" hidden></span>'
    return f"<style>{text}</style>" if name.endswith(".css") else f"<script>{text}</script>"


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
