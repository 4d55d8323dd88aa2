"""What builds the site with Zensical and with ProperDocs, and compares: its list of differences, and how it finds them.

It is done with the whole site by ``make canary``, and in ``make test-site``; what others have with Zensical is in ``test_example_site.py``.
"""

from pathlib import Path

import pytest

from tools.built import read_pages
from tools.check.canary import LIST
from tools.check.compare import Difference, Known, differences, known_differences


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
