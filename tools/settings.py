"""What ``mkdocs.yml`` says of the site as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from tools.builders import ROOT


@dataclass(frozen=True)
class Entry:
    """A page in the navigation."""

    section: str
    """The heading that it stands under; empty at the top."""
    path: str
    """Its built file: ``lesson/index.html``."""


@dataclass(frozen=True)
class Settings:
    """The site's name, where it is published, and its pages in order."""

    name: str
    description: str
    url: str
    """With a slash at its end."""
    entries: tuple[Entry, ...]


class _Loader(yaml.SafeLoader):
    """YAML as MkDocs writes it: tags such as ``!ENV`` mean nothing here."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


def read_settings(root: Path = ROOT) -> Settings:
    """Read ``mkdocs.yml``.

    Raises:
        KeyError: It lacks the name, the address or the navigation.
    """
    config: dict[str, Any] = yaml.load((root / "mkdocs.yml").read_text(encoding="utf-8"), _Loader)  # noqa: S506
    return Settings(
        name=config["site_name"],
        description=config.get("site_description", ""),
        url=config["site_url"].rstrip("/") + "/",
        entries=tuple(_entries(config["nav"])),
    )


def _entries(items: list[Any], section: str = "") -> Iterator[Entry]:
    for item in items:
        for label, target in item.items() if isinstance(item, dict) else [("", item)]:
            if isinstance(target, list):
                yield from _entries(target, label)
            elif target.endswith(".md"):
                source = PurePosixPath(target)
                path = source.with_suffix(".html") if source.stem == "index" else source.with_suffix("") / "index.html"
                yield Entry(section, str(path))
