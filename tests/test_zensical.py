"""The same mkdocs.yml builds with Zensical to the same examples.

The whole comparison, and that with ProperDocs, is `make canary`.
"""

from pathlib import Path

import pytest

from tools.builders import zensical
from tools.built import Page, read_pages
from tools.check.canary import LIST
from tools.check.compare import Difference, Known, differences, known_differences

KINDS = ("pages", "blocks", "embedded", "figures")


@pytest.fixture(scope="module")
def by_zensical(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """The pages as Zensical builds them."""
    target = tmp_path_factory.mktemp("zensical") / "site"
    zensical(target)
    return read_pages(target)


def test_the_same_code_blocks_snippets_and_figures(built_site: Path, by_zensical: dict[str, Page]) -> None:
    by_mkdocs = read_pages(built_site)
    assert sum(len(page.embedded) for page in by_mkdocs.values()) > 0
    assert [str(d) for d in differences(by_mkdocs, by_zensical, KINDS)] == []


def test_every_listed_difference_has_a_reason() -> None:
    assert all(len(known.reason.split()) > 4 for known in known_differences(LIST))


def test_an_entry_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "differences.toml"
    path.write_text('[[difference]]\nbuilder = "zensical"\npage = "*"\nkind = "links"\nwhat = "+x"\n')
    with pytest.raises(ValueError, match="difference 1 needs"):
        known_differences(path)


@pytest.mark.parametrize(
    ("what", "covered"),
    [("+__skip", True), ("-__skip", False), ("+other", False)],
)
def test_an_entry_covers_what_it_says(what: str, covered: bool) -> None:
    known = Known("zensical", "*", "ids", "+__skip", "It has to")
    assert known.covers("zensical", Difference("a/index.html", "ids", what)) == covered
    assert not known.covers("properdocs", Difference("a/index.html", "ids", what))


def test_a_difference_is_found(tmp_path: Path) -> None:
    for name, code in (("one", "print(1)\n"), ("two", "print(2)\n")):
        (tmp_path / name).mkdir()
        text = f'<html><body><article class="md-content__inner"><h1>A</h1><pre><code>{code}</code></pre></article></body></html>'
        (tmp_path / name / "index.html").write_text(text)
    (tmp_path / "two" / "more.html").write_text('<article class="md-content__inner"></article>')
    found = differences(read_pages(tmp_path / "one"), read_pages(tmp_path / "two"))
    assert [str(d) for d in found] == [
        "more.html: pages: +page",
        "index.html: blocks: -print(1)\n",
        "index.html: blocks: +print(2)\n",
        "index.html: text: -print(1)",
        "index.html: text: +print(2)",
    ]
