"""The feed of changes: an Atom document, made from the page of changes.

That page has a heading for each change, ``## 2026-11-23: What changed``. It needs no history of the repository, so a shallow copy of it
gives the same feed.
"""

import re
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

from lxml import html
from lxml.html import HtmlElement

from tools.build.as_markdown import cleaned
from tools.built import Page
from tools.settings import Settings

PAGE = "changes/index.html"
NAMESPACE = "http://www.w3.org/2005/Atom"
NEWEST = 20
"""So many changes are in the feed."""


class ChangesError(ValueError):
    """The page of changes is not of the form above; the message says where."""


@dataclass(frozen=True)
class Change:
    """One entry of the page of changes."""

    day: date
    title: str
    anchor: str
    content: str
    """HTML."""


def changes(page: Page, site_url: str) -> list[Change]:
    """The entries of the page of changes, the newest first.

    Raises:
        ChangesError: A heading has no date, or the dates are out of order.
    """
    found: list[Change] = []
    for heading in cleaned(page, site_url).iter("h2"):
        text = " ".join("".join(heading.xpath(".//text()")).split())
        match = re.fullmatch(r"(\d{4}-\d\d-\d\d): (.+)", text)
        if not match:
            raise ChangesError(f"docs/changes.md: the heading {text!r} is not of the form '## 2026-11-23: What changed'")
        try:
            day = date.fromisoformat(match[1])
        except ValueError as error:
            raise ChangesError(f"docs/changes.md: {text!r}: {error}") from None
        if found and day > found[-1].day:
            raise ChangesError(f"docs/changes.md: {text!r} is newer than what stands above it: put it first")
        found.append(Change(day, match[2], heading.get("id", ""), "".join(_until_next(heading))))
    return found


def _until_next(heading: HtmlElement) -> list[str]:
    parts = []
    for sibling in heading.itersiblings():
        if sibling.tag in ("h1", "h2"):
            break
        part = html.tostring(sibling, encoding="unicode", with_tail=False)
        # A built page has the line breaks of its source, a published one has not.
        parts.append(part if "<pre" in part else re.sub(r"\s+", " ", part))
    return parts


def feed(settings: Settings, page: Page) -> str:
    """The feed.

    Raises:
        ChangesError: See ``changes``.
    """
    entries = changes(page, settings.url)[:NEWEST]
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _text(root, "title", f"{settings.name}: what changed")
    _text(root, "id", f"{settings.url}feed.xml")
    _text(root, "updated", _instant(entries[0].day if entries else date(1970, 1, 1)))
    author = ElementTree.SubElement(root, "author")
    _text(author, "name", settings.name)
    ElementTree.SubElement(root, "link", {"rel": "self", "href": f"{settings.url}feed.xml"})
    ElementTree.SubElement(root, "link", {"rel": "alternate", "href": f"{settings.url}{page.url}"})
    for change in entries:
        entry = ElementTree.SubElement(root, "entry")
        address = f"{settings.url}{page.url}#{change.anchor}"
        _text(entry, "title", change.title)
        _text(entry, "id", address)
        _text(entry, "updated", _instant(change.day))
        ElementTree.SubElement(entry, "link", {"rel": "alternate", "href": address})
        _text(entry, "content", change.content).set("type", "html")
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = text
    return element


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
