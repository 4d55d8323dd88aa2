"""What ``mkdocs.yml`` says of the site as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from yaml_env_tag import construct_env_tag

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
    """With a slash at its end; empty if nobody has said where (``SITE_URL``)."""
    entries: tuple[Entry, ...]


class _Loader(yaml.SafeLoader):
    """YAML as MkDocs reads it: ``!ENV`` asks the environment. Other tags mean nothing here."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)
_Loader.add_constructor("!ENV", construct_env_tag)


def read_settings(root: Path = ROOT) -> Settings:
    """Read ``mkdocs.yml``.

    Raises:
        KeyError: It lacks the name or the navigation.
    """
    config: dict[str, Any] = yaml.load((root / "mkdocs.yml").read_text(encoding="utf-8"), _Loader)  # noqa: S506
    return Settings(
        name=config["site_name"],
        description=config.get("site_description", ""),
        url=f"{url.rstrip('/')}/" if (url := config.get("site_url") or "") else "",
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
