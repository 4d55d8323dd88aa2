"""The decision guide keeps its word: each of its points links to an example that proves it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Pages
from lxml.html import HtmlElement

PROOF = {"awaited", "awaited-comparison", "awaited-measured"}


@pytest.fixture(scope="module")
def guide(site_pages: Pages) -> HtmlElement:
    return article(site_pages["which-one/index.html"])


def article(page: HtmlElement) -> HtmlElement:
    return page.find(".//article")


def proves(part: HtmlElement) -> bool:
    return any(element.tag == "figure" or PROOF & set(element.classes) for element in part.iter("*"))


def section(page: HtmlElement, anchor: str) -> Iterator[HtmlElement]:
    """What stands under a heading, to the next of its kind; the whole page without one."""
    if not anchor:
        yield page
        return
    heading = page.get_element_by_id(anchor)
    for element in heading.itersiblings("*"):
        if element.tag in {f"h{n}" for n in range(1, int(heading.tag[1]) + 1)}:
            return
        yield element


def within(page: HtmlElement, name: str, tag: str) -> list[HtmlElement]:
    """The elements with this tag in those of this class."""
    return [found for part in page.find_class(name) for found in part.iter(tag)]


def test_every_point_links(guide: HtmlElement) -> None:
    cells = within(guide, "pros-and-cons", "td")
    assert len(cells) > 20
    assert [cell.text_content() for cell in cells if cell.find(".//a") is None] == []
    leaves = [item for item in within(guide, "flowchart", "li") if item.find(".//ul") is None]
    assert len(leaves) == 6
    assert [leaf.text_content() for leaf in leaves if not leaf.find_class("flowchart-end")] == []


def test_every_link_leads_to_an_example(guide: HtmlElement, site_pages: Pages) -> None:
    unproven = []
    links = within(guide, "pros-and-cons", "a") + within(guide, "flowchart", "a")
    for link in links:
        path, _, anchor = link.get("href").partition("#")
        target = (
            article(site_pages[Path("which-one", path, "index.html").as_posix().replace("which-one/../", "")]) if path else guide
        )
        if not any(proves(part) for part in section(target, anchor)):
            unproven.append(f"{link.text_content()}: {link.get('href')}")
    assert links
    assert unproven == [], "there is no example in the section that these lead to"
