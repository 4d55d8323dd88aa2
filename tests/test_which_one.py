"""The decision guide keeps its word: each of its points links to an example that proves it."""

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

PROOF = ".awaited, .awaited-comparison, .awaited-measured, figure"


@pytest.fixture(scope="module")
def guide(built_site: Path) -> Tag:
    return article(built_site / "which-one" / "index.html")


@functools.cache
def article(path: Path) -> Tag:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").find("article")


def section(page: Tag, anchor: str) -> Iterator[Tag]:
    """What stands under a heading, to the next of its kind; the whole page without one."""
    if not anchor:
        yield page
        return
    heading = page.find(id=anchor)
    for element in heading.find_next_siblings():
        if element.name in {f"h{n}" for n in range(1, int(heading.name[1]) + 1)}:
            return
        yield element


def test_every_point_links(guide: Tag) -> None:
    cells = guide.select(".pros-and-cons td")
    assert len(cells) > 20
    assert [cell.get_text() for cell in cells if not cell.find("a")] == []
    leaves = [item for item in guide.select(".flowchart li") if not item.find("ul")]
    assert len(leaves) == 6
    assert [leaf.get_text() for leaf in leaves if not leaf.select("a.flowchart-end")] == []


def test_every_link_leads_to_an_example(guide: Tag, built_site: Path) -> None:
    unproven = []
    for link in guide.select(".pros-and-cons a, .flowchart a"):
        path, _, anchor = link["href"].partition("#")
        target = article((built_site / "which-one" / path / "index.html").resolve()) if path else guide
        if not any(part.select_one(PROOF) or part.css.match(PROOF) for part in section(target, anchor)):
            unproven.append(f"{link.get_text()}: {link['href']}")
    assert unproven == [], "there is no example in the section that these lead to"
