"""What a run with the newest releases changed, as the text of an issue.

``python -m tools.maintain.changed`` reads what ``python -m tools.maintain.versions newest:3.13`` left, and prints Markdown: the versions that differ from the
site's, and for each test that failed the difference that it saw.
"""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

from tools.builders import ROOT
from tools.maintain.versions import REPORTS

LONGEST = 60_000
"""An issue's text has at most 65,536 characters."""


def pins(path: Path) -> dict[str, str]:
    """The versions of a compiled requirements file, by package."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)) if path.is_file() else {}


def upgrades(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """The packages whose version differs, as lines of a list."""
    return [
        f"- `{name}` {old.get(name, 'none')} → {version}" for name, version in sorted(new.items()) if old.get(name) != version
    ]


def failures(results: Path) -> list[tuple[str, str]]:
    """Each test that failed, and what it said."""
    if not results.is_file():
        return [("the run", "It did not come to an end: see its log.")]
    found = []
    for case in ElementTree.parse(results).iter("testcase"):  # noqa: S314 (our own file)
        for kind in ("failure", "error"):
            if (failure := case.find(kind)) is not None:
                found.append((f"{case.get('classname')}::{case.get('name')}", failure.text or failure.get("message") or ""))
    return found


def as_issue(old: dict[str, str], new: dict[str, str], failed: list[tuple[str, str]]) -> str:
    """The issue's text."""
    lines = ["With the newest releases, these tests fail.", "", "**Versions that differ from the site's**", ""]
    lines += upgrades(old, new) or ["None: the difference is in Python, or in the test."]
    for name, text in failed:
        lines += ["", f"**{name}**", "", "````diff", text.strip(), "````"]
    text = "\n".join(lines)
    return text if len(text) <= LONGEST else text[:LONGEST] + "\n````\n\nThe rest is in the run's log."


def main() -> int:
    """``python -m tools.maintain.changed``."""
    results = sorted(REPORTS.glob("suite-newest-*.xml"))
    old, new = pins(ROOT / "requirements.txt"), pins(ROOT / "build" / "newest" / "requirements.txt")
    print(as_issue(old, new, failures(results[-1] if results else REPORTS / "none")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
