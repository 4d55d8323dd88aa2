"""Build the site with the builders that may have to publish it one day, and compare.

``python -m tools.check.canary [SITE]`` prints every difference from the MkDocs build that ``tools/check/differences.toml`` does not list, and every entry
of that file that is no longer true. ``SITE`` is a site that MkDocs built already; without it, MkDocs builds one.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tools.builders import CANARIES, BuildError, mkdocs
from tools.built import read_pages
from tools.check.compare import differences, known_differences

LIST = Path(__file__).parent / "differences.toml"


def canary(builder: str, site: Path, work: Path) -> list[str]:
    """Compare one builder's site with that of MkDocs.

    Args:
        builder: One of ``tools.builders.CANARIES``.
        site: The site that MkDocs built.
        work: A folder to build into.

    Returns:
        What is wrong, a sentence each: a difference that is not listed, an entry of the list that nothing needs, a failed build.
    """
    try:
        CANARIES[builder](work / builder)
    except BuildError as failure:
        return [str(failure)]
    found = differences(read_pages(site), read_pages(work / builder))
    known = [k for k in known_differences(LIST) if k.builder == builder]
    wrong = [f"{builder}: {d}" for d in found if not any(k.covers(builder, d) for k in known)]
    wrong += [
        f"{builder}: {LIST.name} lists what is no longer so: {k.page}: {k.kind}: {k.what}"
        for k in known
        if not any(k.covers(builder, d) for d in found)
    ]
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns the exit code: 1 if something is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.check.canary", description="Build with Zensical and ProperDocs, and compare with MkDocs."
    )
    parser.add_argument("site", nargs="?", type=Path, help="a site built by MkDocs")
    parser.add_argument("--only", choices=sorted(CANARIES), help="one builder alone")
    options = parser.parse_args(arguments)
    wrong = []
    with tempfile.TemporaryDirectory(prefix="canary-") as name:
        work = Path(name)
        site = options.site
        if site is None:
            site = work / "mkdocs"
            mkdocs(site)
        for builder in [options.only] if options.only else CANARIES:
            found = canary(builder, site, work)
            listed = sum(k.builder == builder for k in known_differences(LIST))
            print(f"{builder}: {len(found)} differences that are not listed; {listed} entries of {LIST.name}")
            wrong += found
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
