"""A Python-Markdown extension that says how long a page takes to read.

It writes one sentence at the end of the box that says what a reader will know (``!!! abstract``). Pages without such a box get none. What is
folded (``??? note``, hints, solutions), or on a card of the glossary, is not counted: it is for whoever opens it. Nor is a long table: one
looks things up in it.
"""

import math
from typing import Any
from xml.etree import ElementTree

import awaited

try:
    from markdown import Markdown
    from markdown.treeprocessors import Treeprocessor
    from markdown.util import HTML_PLACEHOLDER_RE
except ModuleNotFoundError as error:
    raise awaited._named_extra(error, "awaited.site.reading") from error

from awaited.site.options import Options

WORDS_A_MINUTE = 200
"""How fast prose about programs is read."""

MINUTES_AN_EXAMPLE = 0.4
"""How long a reader looks at a short program, its output and its timeline."""


LONG = 20
"""Rows of a table that is no longer read from top to bottom."""


def minutes(words: int, examples: int) -> int:
    """Whole minutes for a page, at least one."""
    return max(1, math.ceil(words / WORDS_A_MINUTE + examples * MINUTES_AN_EXAMPLE))


def _unfolded(element: ElementTree.Element) -> str:
    """The text of an element, without that of the folds, the long tables and the glossary's cards in it."""
    if (
        element.tag == "details"
        or element.get("class") == "glossary-card"
        or (element.tag == "table" and sum(1 for _ in element.iter("tr")) > LONG)
    ):
        return ""
    return (element.text or "") + "".join(_unfolded(child) + (child.tail or "") for child in element)


class _Reading(Treeprocessor):
    def run(self, root: ElementTree.Element) -> None:
        box = next((e for e in root if "abstract" in (e.get("class") or "").split()), None)
        if box is None:
            return
        words = examples = folds = 0
        # Text and the numbers of stashed blocks take turns; a fold may be made of such blocks, as that of a hint is.
        for n, part in enumerate(HTML_PLACEHOLDER_RE.split(_unfolded(root))):
            if n % 2 == 0:
                words += len(part.split()) if folds == 0 else 0
                continue
            block = str(self.md.htmlStash.rawHtmlBlocks[int(part)])
            examples += folds == 0 and block.startswith('<div class="awaited"')
            folds += block.count("<details") - block.count("</details")
        count = minutes(words, examples)
        sentence = ElementTree.SubElement(box, "p", {"class": "awaited-measured"})
        sentence.text = f"About {count} minute{'s' if count > 1 else ''} to read."


class ReadingExtension(Options):
    """The extension."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(_Reading(md), "awaited-reading", 5)


def makeExtension(**kwargs: Any) -> ReadingExtension:  # noqa: N802
    """The name by which Python-Markdown finds the extension."""
    return ReadingExtension(**kwargs)
