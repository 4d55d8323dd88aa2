"""What differs between two builds of the site, as short sentences that can be listed with reasons."""

import difflib
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tools.built import Page

KINDS = ("pages", "blocks", "embedded", "figures", "links", "ids", "tags", "text")
"""What is compared: which pages there are, and of each its code blocks, snippets, figures, links, anchors, topics and words."""


@dataclass(frozen=True)
class Difference:
    """Something that one build has and the other has not."""

    page: str
    kind: str
    """One of ``KINDS``."""
    what: str
    """``+`` and what only the other build has, or ``-`` and what only the first has."""

    def __str__(self) -> str:
        return f"{self.page}: {self.kind}: {self.what}"


@dataclass(frozen=True)
class Known:
    """A difference that is listed with its reason. Page and text are patterns as in a shell."""

    builder: str
    page: str
    kind: str
    what: str
    reason: str

    def covers(self, builder: str, difference: Difference) -> bool:
        """Whether a difference is this one."""
        return (
            self.builder == builder
            and self.kind == difference.kind
            and fnmatchcase(difference.page, self.page)
            and fnmatchcase(difference.what, self.what)
        )


def known_differences(path: Path) -> list[Known]:
    """The differences that a file lists.

    Raises:
        ValueError: An entry lacks a part, or names a kind that there is not.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("difference", [])
    known = []
    for number, entry in enumerate(entries, 1):
        missing = {"builder", "page", "kind", "what", "reason"} ^ set(entry)
        if missing or entry["kind"] not in KINDS:
            raise ValueError(
                f"{path.name}: difference {number} needs builder, page, kind (of {', '.join(KINDS)}), what and reason"
            )
        known.append(Known(**entry))
    return known


def differences(first: dict[str, Page], other: dict[str, Page], kinds: Iterable[str] = KINDS) -> list[Difference]:
    """What differs between two builds.

    Args:
        first: The pages of the build that is right by definition.
        other: The pages of the other.
        kinds: What to compare.
    """
    found = []
    if "pages" in kinds:
        found += [Difference(path, "pages", "-page") for path in sorted(first.keys() - other.keys())]
        found += [Difference(path, "pages", "+page") for path in sorted(other.keys() - first.keys())]
    for path in sorted(first.keys() & other.keys()):
        for kind in kinds:
            if kind == "text":
                found += [Difference(path, kind, change) for change in _words(first[path].text, other[path].text)]
            elif kind != "pages":
                found += [
                    Difference(path, kind, change) for change in _items(getattr(first[path], kind), getattr(other[path], kind))
                ]
    return found


def _items(first: list[str], other: list[str]) -> list[str]:
    """Entries that only one of two lists has; a mere change of order is one difference."""
    gone, new = Counter(first) - Counter(other), Counter(other) - Counter(first)
    changes = [f"-{item}" for item in gone.elements()] + [f"+{item}" for item in new.elements()]
    return changes or ([] if first == other else ["order"])


def _words(first: str, other: str) -> list[str]:
    if first == other:
        return []
    a, b = first.split(" "), other.split(" ")
    changes = []
    for action, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if action != "equal":
            changes += [f"-{' '.join(a[a1:a2])}"] if a2 > a1 else []
            changes += [f"+{' '.join(b[b1:b2])}"] if b2 > b1 else []
    return changes
