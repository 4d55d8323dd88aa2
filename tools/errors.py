"""The error messages that the site explains: ``errors/*.toml``, one file for each page of them.

A file begins with ``title``, ``description`` and ``about`` (Markdown). Each ``[[errors]]`` of it is one text, with

``id``
    Its anchor, which stays.
``number``
    Its number in the list that the site was built by.
``text``
    The fixed part, as people paste it; ``…`` stands for what changes.
``wordings``
    Other wordings, shown beside it, with who says them.
``match``
    What a paste is compared with: see ``docs/assets/diagnose.js``, which also says what ``needs`` (one of these must hold as well) and
    ``never`` (none of these may) can be.
``messenger``, ``brings``, ``inner``, ``echo``
    It only brings the news of another error; it is worth telling even where that one is not known; it is a step that others handle; it is
    printed after other errors.
``question``
    What tells the causes apart, where the text does not.
``checked``
    ``stage`` (its snippets run on the stage), ``terminal`` (in a process of its own, with real threads and sockets), or why it was not.

and its ``[[errors.causes]]``, the most frequent first:

``when``, ``why``, ``cure``
    How it is recognised, what happens, what to do: a sentence or two each, the code in backticks.
``page``
    Where it is explained, as ``page.md#anchor``, if elsewhere.
``mistake``, ``right``
    A snippet that fails with it, and one that does not.
``signs``, ``unless``
    What in a paste speaks for this cause; what rules it out.
"""

import json
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from awaited.site.library import LibraryError


@dataclass(frozen=True)
class Cause:
    """One cause of an error."""

    when: str
    why: str
    cure: str
    page: str = ""
    mistake: str = ""
    right: str = ""
    signs: list[str] = field(default_factory=list)
    unless: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ErrorText:
    """One text, and what is known about it."""

    id: str
    number: int
    text: str
    match: list[str]
    causes: list[Cause]
    checked: str
    group: str
    wordings: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    messenger: bool = False
    brings: bool = False
    inner: bool = False
    echo: bool = False
    question: str = ""
    why: str = ""

    @property
    def page(self) -> str:
        """Where the site has it, as ``page.md#anchor``."""
        return f"error-messages/{self.group}.md#{self.id}"


@dataclass(frozen=True)
class Group:
    """The errors of one page."""

    name: str
    title: str
    description: str
    about: str
    errors: list[ErrorText]


class Errors:
    """All of them.

    Args:
        folder: Where the files are.

    Raises:
        LibraryError: A file cannot be read, or has what is not described above; the message says where.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.groups: list[Group] = []
        for path in sorted(self.folder.glob("*.toml")):
            try:
                data = tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise LibraryError(f"{self.folder.name}/{path.name}: {error}") from None
            self.groups.append(self._group(path, data))

    @classmethod
    def of(cls, root: Path) -> Self:
        """Those of the project in a folder."""
        return cls(Path(root) / "errors")

    def _group(self, path: Path, data: dict[str, Any]) -> Group:
        errors = []
        for given in data.pop("errors", []):
            shown = f"{self.folder.name}/{path.name}, {given.get('id', 'an error without id')}"
            try:
                causes = [Cause(**cause) for cause in given.pop("causes")]
                errors.append(ErrorText(causes=causes, group=path.stem, **given))
            except (TypeError, KeyError) as error:
                raise LibraryError(f"{shown}: {error}") from None
        try:
            return Group(name=path.stem, errors=errors, **data)
        except TypeError as error:
            raise LibraryError(f"{self.folder.name}/{path.name}: {error}") from None

    @cached_property
    def by_id(self) -> dict[str, ErrorText]:
        """Each by its id."""
        return {error.id: error for group in self.groups for error in group.errors}

    def get(self, name: str) -> ErrorText:
        """One of them.

        Raises:
            LibraryError: There is none of this id.
        """
        if name not in self.by_id:
            raise LibraryError(f"there is no error {name!r}; there are: {', '.join(self.by_id)}")
        return self.by_id[name]

    def index(self) -> str:
        """``errors.json``: what the box on the page reads, and what programs may."""
        entries = []
        for group in self.groups:
            for error in group.errors:
                entry: dict[str, Any] = {"id": error.id, "text": error.text, "url": address(error.page)}
                entry |= {name: value for name in _COPIED if (value := getattr(error, name))}
                entry["match"] = error.match
                entry["causes"] = [_cause(cause) for cause in error.causes]
                entries.append(entry)
        about = (
            "Error texts of sync and async calls in LangChain, with causes and cures. The addresses are relative to this file."
        )
        lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries)
        return f'{{"about":{json.dumps(about)},"errors":[\n{lines}\n]}}\n'


_COPIED = ("wordings", "needs", "never", "messenger", "brings", "inner", "echo", "question", "why")


def _cause(cause: Cause) -> dict[str, Any]:
    entry: dict[str, Any] = {"when": cause.when, "why": cause.why, "cure": cause.cure}
    if cause.page:
        entry["url"] = address(cause.page)
    return entry | {name: value for name in ("signs", "unless") if (value := getattr(cause, name))}


def address(page: str) -> str:
    """The address of ``page.md#anchor`` on the site, relative to its root."""
    path, mark, anchor = page.partition("#")
    path = path.removesuffix(".md").removesuffix("index")
    return (path if path.endswith("/") or not path else f"{path}/") + mark + anchor
