"""What holds for a site that is published, the whole of it and a part."""

import re
from pathlib import Path

from tools.build import publish
from tools.built import read_pages

_NO_LINKS = re.compile(r"(`{3,}).*?\1|`[^`\n]+`", re.DOTALL)


def changed_by_publishing_again(site: Path) -> list[str]:
    """The files of a published site that are others when it is published once more."""

    def content() -> dict[Path, bytes]:
        return {p: p.read_bytes() for p in site.rglob("*") if p.is_file()}

    before = content()
    publish.publish(site)
    after = content()
    return sorted(str(p.relative_to(site)) for p in before.keys() | after.keys() if before.get(p) != after.get(p))


def broken_links_of_markdown(site: Path) -> list[str]:
    """The relative links of the pages as Markdown that lead nowhere."""
    found = []
    for path in read_pages(site):
        file = (site / path).with_suffix(".md")
        text = _NO_LINKS.sub("", file.read_text(encoding="utf-8"))
        links = re.findall(r"\]\(<?((?![a-z]+:)[^)>\s]+)", text)
        found += [f"{path}: {link}" for link in links if not (file.parent / (link.partition("#")[0] or ".")).exists()]
    return found
