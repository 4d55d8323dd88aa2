"""A Python-Markdown extension: the words of the glossary explain themselves wherever they are used.

The glossary is a page with one definition list. Its terms stand one a line, the first being the name, the others other names of the same
thing; the definition follows after a colon. The first paragraph of a definition is what a reader sees on other pages; more paragraphs,
indented, are for the page alone::

    Event loop
    Loop
    :   What runs the tasks.

        Shown in [a chapter](chapter.md).

On the glossary page each term gets an identifier (``#event-loop``). On every other page the first use of a term becomes a button that shows
the definition, with a link to the glossary. So does each link that a page makes to an entry, and then that is the use that counts. The
button is HTML alone (a popover): it works by mouse, keyboard and touch, without a script. The extension works wherever Python-Markdown
does: it is no plugin of MkDocs.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import awaited

try:
    from markdown import Markdown, markdown
    from markdown.extensions.toc import slugify
    from markdown.preprocessors import Preprocessor
    from markdown.treeprocessors import Treeprocessor
except ModuleNotFoundError as error:
    raise awaited._named_extra(error, "awaited.site.glossary") from error

from awaited.site import styles
from awaited.site.embedding import EmbeddingError, Pages
from awaited.site.options import Options

_CLOSED = {
    "a",
    "abbr",
    "button",
    "code",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "kbd",
    "pre",
    "script",
    "style",
    "summary",
    "svg",
    "th",
}
"""Elements whose words are left alone: they are something already, or a heading."""

_CLOSED_CLASSES = {"admonition-title", "abstract", "no-glossary"}
"""The same by class. An abstract names what is explained only further down; the last is for pages to use."""


@dataclass(frozen=True)
class Term:
    """An entry of the glossary."""

    names: tuple[str, ...]
    """What it is called; the first is its heading."""
    definition: str
    """What it means, in Markdown."""

    @property
    def anchor(self) -> str:
        """Its identifier on the page."""
        return slugify(self.names[0], "-")


@functools.lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> dict[str, Term]:
    found: dict[str, Term] = {}
    for names, definition in re.findall(
        r"^((?:\S.*\n)+):[ ]{3}(.+(?:\n[ ]+\S.*)*)", path.read_text(encoding="utf-8"), re.MULTILINE
    ):
        term = Term(tuple(names.strip().splitlines()), re.sub(r"\s+", " ", definition))
        if term.anchor in found:
            raise ValueError(f"{path.name} defines {term.names[0]!r} twice")
        found[term.anchor] = term
    return found


def terms(path: Path) -> dict[str, Term]:
    """The entries of a glossary by their identifiers.

    Raises:
        OSError: The file cannot be read.
        ValueError: It defines a term twice.
    """
    return _read(path, path.stat().st_mtime_ns)


class _Depth(Preprocessor):
    """Finds out how many folders deep a page lies: that is how far its links have to climb."""

    def __init__(self, md: Markdown, docs: Path) -> None:
        super().__init__(md)
        self._docs = docs
        self.depth: int | None = None
        """None for a text that is no page (a docstring in the reference, say)."""

    def run(self, lines: list[str]) -> list[str]:
        page = Pages.of(self._docs, lines)
        self.depth = len(page.relative_to(self._docs).parts) - 1 if page else None
        return lines


class _Words(Treeprocessor):
    def __init__(self, md: Markdown, path: Path, page: _Depth) -> None:
        super().__init__(md)
        self._path = path
        self._page = page

    def run(self, root: ElementTree.Element) -> None:
        try:
            known = terms(self._path)
        except OSError as error:
            raise EmbeddingError(
                f"the glossary {self._path} cannot be read ({error.strerror}): write that page, or name another one, "
                "`page: FILE` of awaited.site.glossary"
            ) from None
        if not known or self._is_glossary(root, known) or self._page.depth is None:
            return
        shown: set[str] = set()
        for parent, link in [(p, c) for p in root.iter() for c in p if c.tag == "a"]:
            page, _, anchor = link.get("href", "").partition("#")
            if page.split("/")[-1] == self._path.name and anchor in known:
                self._explain(parent, link, known[anchor], page, shown)
        page = "../" * self._page.depth + self._path.name
        names = {name.lower(): term for term in known.values() for name in term.names}
        # The longest first: "coroutine object" is not a use of "coroutine".
        alternatives = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        pattern = re.compile(rf"(?<![\w-])({alternatives})s?(?![\w-])", re.IGNORECASE)
        for parent, element in list(_open(root)):
            self._search(parent, element, pattern, names, page, shown)

    def _is_glossary(self, root: ElementTree.Element, known: dict[str, Term]) -> bool:
        """Whether this is the page itself; then its terms get their identifiers."""
        headings = {slugify("".join(dt.itertext()).strip(), "-"): dt for dt in root.iter("dt")}
        if not known.keys() <= headings.keys():
            return False
        for anchor in known:
            headings[anchor].set("id", anchor)
        return True

    def _explain(self, parent: ElementTree.Element, link: ElementTree.Element, term: Term, page: str, shown: set[str]) -> None:
        """Turn a link to an entry into the button, with the definition after it."""
        link.tag, link.attrib = "button", _button(term)
        if term.anchor not in shown:
            card = self._card(term, page)
            card.tail, link.tail = link.tail, None
            parent.insert(list(parent).index(link) + 1, card)
        shown.add(term.anchor)
        _keep_together(parent, link)

    def _search(
        self,
        parent: ElementTree.Element,
        element: ElementTree.Element | None,
        pattern: re.Pattern[str],
        names: dict[str, Term],
        page: str,
        shown: set[str],
    ) -> None:
        """Mark the first uses in one text: that of ``parent``, or what follows ``element`` in it."""
        text = (parent.text if element is None else element.tail) or ""
        index = 0 if element is None else list(parent).index(element) + 1
        done, last = 0, element
        buttons: list[ElementTree.Element] = []
        for match in pattern.finditer(text):
            term = names[match[1].lower()]
            if term.anchor in shown:
                continue
            shown.add(term.anchor)
            _set_text(parent, last, text[done : match.start()])
            button = ElementTree.Element("button", _button(term))
            button.text = match[0]
            last = self._card(term, page)
            parent.insert(index, button)
            parent.insert(index + 1, last)
            buttons.append(button)
            index, done = index + 2, match.end()
        _set_text(parent, last, text[done:])
        for button in buttons:
            _keep_together(parent, button)

    def _card(self, term: Term, page: str) -> ElementTree.Element:
        card = ElementTree.Element(
            "span", {"class": "glossary-card", "id": f"glossary-{term.anchor}", "popover": "auto", "data-search-exclude": ""}
        )
        name = ElementTree.SubElement(card, "strong")
        name.text = term.names[0]
        html = re.sub(r"</?(p|a)\b[^>]*>", "", markdown(term.definition))
        name.tail = f" {self.md.htmlStash.store(html)} "
        link = ElementTree.SubElement(card, "a", {"href": f"{page}#{term.anchor}"})
        link.text = "In the glossary"
        return card


def _button(term: Term) -> dict[str, str]:
    card = f"glossary-{term.anchor}"
    # The last one shows the definition on hover too, in browsers that know it.
    return {"type": "button", "class": "glossary-term", "popovertarget": card, "popovertargetaction": "show", "interestfor": card}


def _keep_together(parent: ElementTree.Element, button: ElementTree.Element) -> None:
    """Let no line end between a button and the comma after it: to a browser, a button is a picture."""
    children = list(parent)
    at = children.index(button)
    parts = [button, *(c for c in children[at + 1 : at + 2] if c.get("class") == "glossary-card" and not button.tail)]
    tail = parts[-1].tail or ""
    glued = re.split(r"\s", tail)[0]
    if not glued:
        return
    whole = ElementTree.Element("span", {"class": "glossary-use"})
    whole.tail, parts[-1].tail = tail[len(glued) :], glued
    for part in parts:
        parent.remove(part)
        whole.append(part)
    parent.insert(at, whole)


def _set_text(parent: ElementTree.Element, element: ElementTree.Element | None, text: str) -> None:
    if element is None:
        parent.text = text
    else:
        element.tail = text


def _open(parent: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, ElementTree.Element | None]]:
    """The texts that may be marked, in reading order: of an element, or after a child of it."""
    if parent.tag in _CLOSED or _CLOSED_CLASSES & set(parent.get("class", "").split()):
        return
    yield parent, None
    for child in list(parent):
        if child.get("class") != "glossary-card":
            yield from _open(child)
        yield parent, child


class GlossaryExtension(Options):
    """The extension; its setting is the page, relative to where the build runs."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {
            "page": ["docs/glossary.md", "The glossary"],
            "assets": [styles.EMBED, f"{styles.EXTERNAL!r}: the site loads the styles itself"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        path = Path(self.getConfig("page"))
        page = _Depth(md, path.parent)
        # Before the embedding (40), while the text is still that of the page.
        md.preprocessors.register(page, "awaited-glossary-depth", 50)
        # After the inline patterns (20), so that code and links are elements; before attributes (8) and the table of contents (5).
        md.treeprocessors.register(_Words(md, path, page), "awaited-glossary", 15)
        styles.register(md, "awaited-glossary-assets", self.getConfig("assets"), r'class="glossary-|<dt id=', ("glossary.css",))


def makeExtension(**kwargs: Any) -> GlossaryExtension:  # noqa: N802
    """The name by which Python-Markdown finds the extension."""
    return GlossaryExtension(**kwargs)
