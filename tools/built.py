"""The built site as data: its pages, and what a reader finds on each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

from lxml import html
from lxml.html import HtmlElement

CONTENT = "//article[contains(concat(' ', @class, ' '), ' md-content__inner ')]"
"""What the author wrote, within all that the theme puts around it."""


class NotBuiltError(LookupError):
    """A folder does not hold a site built from this project; the message says what is missing."""


@dataclass
class Page:
    """One page of a built site."""

    path: str
    """Its file, relative to the site: ``lesson/index.html``."""
    title: str
    description: str
    canonical: str
    """The address by which it wants to be known; empty if it does not say."""
    article: HtmlElement = field(repr=False)
    """The element that holds the content."""

    @property
    def url(self) -> str:
        """Its address, relative to the site: ``lesson/``, and the empty text for the home page."""
        return re.sub(r"(^|/)index\.html$", r"\1", self.path)

    @property
    def blocks(self) -> list[str]:
        """The text of each code block, byte for byte, in order."""
        return [code.text_content() for code in self.article.xpath(".//pre/code")]

    @property
    def embedded(self) -> list[str]:
        """The snippets it shows, in order, as ``chapter/name`` or ``chapter/name:region``."""
        return [
            ":".join(filter(None, (e.get("data-snippet"), e.get("data-region"))))
            for e in self.article.xpath(".//*[@data-snippet]")
        ]

    @property
    def figures(self) -> list[str]:
        """The figures in its prose, each with what it refers to."""
        return [f"{e.get('data-figure')} = {e.text_content()}" for e in self.article.xpath(".//data[@data-figure]")]

    @property
    def ids(self) -> list[str]:
        """What a link can point to within the content."""
        return [str(i) for i in self.article.xpath(".//@id")]

    @property
    def links(self) -> list[str]:
        """Where its content links to but for its topics, relative to the site if inside it (``lesson/#summary``), in order."""
        own = ".//a[not(contains(@class, 'headerlink') or ancestor::*[contains(@class, 'md-tags')])]/@href"
        return [self.resolve(str(href)) for href in self.article.xpath(own)]

    def resolve(self, href: str) -> str:
        """An address as it stands on this page, relative to the site if it is inside."""
        if re.match(r"[a-z][a-z0-9+.-]*:", href):
            return href
        address, fragment = urldefrag(urljoin(f"/{self.path}", href))
        address = re.sub(r"(^|/)index\.html$", r"\1", unquote(address).removeprefix("/"))
        return f"{address}#{fragment}" if fragment else address

    @property
    def tags(self) -> list[str]:
        """The topics it is filed under."""
        return [
            "".join(e.itertext()).strip()
            for e in self.article.xpath(".//*[contains(@class, 'md-tags')]//*[contains(@class, 'md-tag')]")
        ]

    @property
    def text(self) -> str:
        """Its words but for the topics, with every run of white space as one space."""
        return " ".join(" ".join(_words(self.article)).split())


def _words(element: HtmlElement) -> Iterator[str]:
    """The texts of an element and of what is in it."""
    if not isinstance(element.tag, str) or element.tag == "script":
        return
    if any(word in element.get("class", "") for word in ("md-tags", "headerlink")):
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def read_page(site: Path, path: str) -> Page | None:
    """A page of a built site.

    Args:
        site: The folder of the site.
        path: The page's file, relative to it.

    Returns:
        The page; nothing for a file without content of an author (a redirect, the page that says "not found").
    """
    tree = html.document_fromstring((site / path).read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    articles = tree.xpath(CONTENT)
    if not articles:
        return None

    def first(query: str) -> str:
        return str(next(iter(tree.xpath(query)), ""))

    headings = articles[0].xpath(".//h1")
    title = (
        "".join(headings[0].xpath(".//text()[not(ancestor::a[contains(@class, 'headerlink')])]"))
        if headings
        else first("//title/text()")
    )
    return Page(
        path=path,
        title=" ".join(title.split()),
        description=first("//meta[@name='description']/@content"),
        canonical=first("//link[@rel='canonical']/@href"),
        article=articles[0],
    )


def read_pages(site: Path) -> dict[str, Page]:
    """All pages of a built site, by their file.

    Raises:
        NotBuiltError: The folder holds no site.
    """
    if not (site / "index.html").is_file():
        raise NotBuiltError(f"{site} holds no built site: run `make build` first")
    found = (read_page(site, path) for path in html_files(site) if path != "404.html")
    return {page.path: page for page in found if page}


def html_files(site: Path) -> Iterator[str]:
    """The HTML files of a site, relative to it, sorted."""
    return iter(sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html")))
