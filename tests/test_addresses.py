"""Whoever has linked to a page, or to a heading on it, finds it there."""

from pathlib import Path

from tools.built import read_pages
from tools.maintain import addresses


def test_no_address_changes(built_site: Path) -> None:
    found, kept = addresses.addresses(read_pages(built_site).values()), addresses.kept()
    gone, new = sorted(kept - found), sorted(found - kept)
    assert not gone, (
        "people may have linked to these. Give a reworded heading its old name, as in `## New words { #old-name }`; "
        f"or take the lines out of tests/addresses.txt, if they were never published: {', '.join(gone)}"
    )
    assert not new, f"run `make addresses`, so that these stay where they are: {', '.join(new)}"
