"""The addresses that readers keep: each page, and each heading and term on it, once published, stays where it is.

``python -m tools.maintain.addresses SITE`` adds those of a built site to ``tests/addresses.txt`` (``make addresses``). It takes none away: that is for a
person to decide, since others may have linked to it.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from tools.builders import ROOT
from tools.built import NotBuiltError, Page, read_pages

LIST = ROOT / "tests" / "addresses.txt"

_KEPT = " or ".join(f"self::{name}" for name in ("h1", "h2", "h3", "h4", "h5", "h6", "dt"))


def addresses(pages: Iterable[Page]) -> set[str]:
    """What a link can lead to, as ``/lesson/`` and ``/lesson/#summary``. Names in the reference are the code's, and change with it."""
    found = set()
    for page in pages:
        found.add(f"/{page.url}")
        found |= {
            f"/{page.url}#{anchor}" for anchor in page.article.xpath(f".//*[{_KEPT}]/@id") if not anchor.startswith("awaited.")
        }
    return found


def kept() -> set[str]:
    """The addresses that are listed."""
    return set(LIST.read_text(encoding="utf-8").split())


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.maintain.addresses", description="List the addresses of a built site.")
    parser.add_argument("site", nargs="?", type=Path, default=Path("site"), help="the folder of the built site (default: site)")
    try:
        found = addresses(read_pages(parser.parse_args(arguments).site).values())
    except NotBuiltError as error:
        print(error, file=sys.stderr)
        return 1
    before = kept()
    LIST.write_text("".join(f"{address}\n" for address in sorted(before | found)), encoding="utf-8")
    new = len(found - before)
    print(f"{new} {'address' if new == 1 else 'addresses'} added to {LIST.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
