"""A page as Markdown, from its built HTML: snippets and outputs in full, timelines in words, links that work from anywhere."""

import re
from posixpath import relpath
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from lxml import html
from lxml.html import HtmlElement
from markdownify import MarkdownConverter

from tools.built import Page

# Pictures whose words stand beside them, what only a mouse can use, and what repeats the page's head.
_GONE = {
    "awaited-legend",
    "awaited-progress",
    "glossary-card",
    "headerlink",
    "md-content__button",
    "md-source-file",
    "md-tags",
}
_GONE_ELEMENTS = {"script", "style", "svg", "template"}


def as_markdown(page: Page, site_url: str) -> str:
    """A page as Markdown.

    Args:
        page: A page of the built site.
        site_url: Where the site is published, with a slash at its end; links start with it. Empty: they are relative to the page.

    Returns:
        The text: the title, the page's description, and its content. The same for every build of the same page.
    """
    # lxml takes out most of the markup (each word of code is an element), which would take the converter a second a page.
    article = cleaned(page, site_url)
    soup = BeautifulSoup(html.tostring(article, encoding="unicode"), "lxml")
    named: dict[str, list[Tag]] = {}
    for element in soup.descendants:  # once: a selector looks through the whole page
        if isinstance(element, Tag):
            for name in (element.name, *(f".{word}" for word in element.get("class") or ())):
                named.setdefault(name, []).append(element)

    def all_of(*names: str) -> list[Tag]:
        return [element for name in names for element in named.get(name, ())]

    for admonition in all_of(".admonition"):
        if admonition.name == "div":
            admonition.name = "blockquote"
    for caption in all_of("figcaption"):
        caption.name = "p"
        caption.insert(0, "Timeline: ")
    for label in all_of(".awaited-label"):
        label.append(":")
    for label in all_of(".admonition-title", "summary", "dt"):
        inner = soup.new_tag("strong")
        inner.extend(list(label.contents))
        label.append(inner)
        label.name = "p"
    for snippet in all_of(".awaited"):
        _title_with_link(snippet)
    text = _Converter(heading_style="ATX", bullets="-", wrap=False, escape_underscores=False).convert_soup(soup)
    text = _squeezed(text).strip()
    if page.description:
        text = re.sub(r"\A(# .*)\n", lambda m: f"{m[1]}\n\n> {page.description}\n", text + "\n", count=1).rstrip()
    return text + "\n"


def cleaned(page: Page, site_url: str) -> HtmlElement:
    """The content of a page without what only the page itself can use (buttons, pictures), its links absolute (or relative to
    the page's file, if the site has no address)."""
    article = html.fragment_fromstring(html.tostring(page.article, encoding="unicode", with_tail=False))
    for element in list(article.iter()):
        if not isinstance(element.tag, str):
            element.drop_tree()  # a comment
        elif element.tag in _GONE_ELEMENTS or not _GONE.isdisjoint(element.get("class", "").split()):
            element.drop_tree()
        elif element.tag == "button":
            # A term that explains itself is a button; in a text it is a word. Other buttons do nothing there.
            element.drop_tag() if "glossary-term" in element.get("class", "") else element.drop_tree()
    for pre in article.iter("pre"):
        code = pre.text_content()
        for child in list(pre):
            pre.remove(child)
        pre.text = code
    for link in article.iter("a", "img"):
        attribute = "href" if link.tag == "a" else "src"
        if href := link.get(attribute):
            href = page.resolve(href)
            if not re.match(r"[a-z][a-z0-9+.-]*:", href):
                href = urljoin(site_url, href) if site_url else _relative(page, href)
            link.set(attribute, href)
            link.attrib.pop("title", None)
    return article


def _relative(page: Page, href: str) -> str:
    """An address of the site, as it is said on a page."""
    address, hash_, fragment = href.partition("#")
    if not address.removesuffix("/").rpartition("/")[2].count("."):
        address += "index.html"
    return f"{relpath(address, page.url or '.')}{hash_}{fragment}"


def _title_with_link(snippet: Tag) -> None:
    """Put the name of a snippet's file, which is under it, before it."""
    title, source = snippet.select_one("span.filename"), snippet.select_one(".awaited-source a")
    if not title or not source:
        return
    title.name = "p"
    if title.get_text() == source.get_text():
        title.clear()
    else:
        title.append(": ")
    below = source.find_parent("p")
    for part in list(below.contents) if below else [source]:  # the files that it imports, too
        title.append(part)
    if below:
        below.decompose()


def _squeezed(text: str) -> str:
    """Take out spaces at the end of lines, and make several empty lines one, but not within a block of code."""
    parts = re.split(r"(^[> ]*(?P<fence>`{3,})[^\n]*\n.*?^[> ]*(?P=fence)$)", text, flags=re.MULTILINE | re.DOTALL)
    # Each match gives two parts: the block, and its fence once more.
    return "".join(
        re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", part)) if n % 3 == 0 else part
        for n, part in enumerate(parts)
        if n % 3 != 2
    )


def _language(pre: Tag) -> str:
    for element in (pre, *pre.parents):
        for name in element.get("class") or []:
            if name.startswith("language-"):
                return name.removeprefix("language-")
    return "text"


class _Converter(MarkdownConverter):
    """Markdownify, with fences that hold what is in them."""

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text()
        if not code:
            return ""
        fence = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`+", code))])
        return f"\n\n{fence}{_language(el)}\n{code.rstrip(chr(10))}\n{fence}\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        cell: str = super().convert_td(el, text.replace("|", "\\|"), parent_tags)  # type: ignore[misc] # it finds its methods by their names
        return cell
