"""``llms.txt`` and ``llms-full.txt``: the site for readers that are programs (the convention of llmstxt.org)."""

from tools.build import skill
from tools.built import Page
from tools.settings import Settings

_OPTIONAL = {"Look up"}
"""Sections that a reader short of room can leave out: the convention calls them optional."""


def overview(settings: Settings, pages: dict[str, Page]) -> str:
    """``llms.txt``: what the site is, and a list of its pages as Markdown, each with its description."""
    lines = [f"# {settings.name}", "", f"> {settings.description}", ""]
    lines += ["Every Python example ran; its output and the times of its model calls are recorded under it.", ""]
    lines += [
        f"Error messages, as data: [errors.json]({settings.url}errors.json), with texts, causes, what tells them apart, and cures; as a skill for "
        f"coding agents: [SKILL.md]({settings.url}.well-known/agent-skills/{skill.NAME}/SKILL.md).",
        "",
    ]
    sections: dict[str, list[str]] = {}
    for entry in settings.entries:
        if page := pages.get(entry.path):
            section = "Optional" if entry.section in _OPTIONAL else entry.section or "Begin here"
            about = f": {page.description}" if page.description else ""
            sections.setdefault(section, []).append(f"- [{page.title}]({settings.url}{page.url}index.md){about}")
    for section, entries in sorted(sections.items(), key=lambda item: item[0] == "Optional"):
        lines += [f"## {section}", "", *entries, ""]
    return "\n".join(lines).rstrip() + "\n"


def everything(settings: Settings, texts: dict[str, str]) -> str:
    """``llms-full.txt``: all pages, one after the other, in the order of the navigation.

    Args:
        settings: Of the site.
        texts: The pages as Markdown, by their built file.
    """
    parts = [
        f"{texts[entry.path].rstrip()}\n\nSource: {settings.url}{entry.path.removesuffix('index.html')}\n"
        for entry in settings.entries
        if entry.path in texts
    ]
    return "\n---\n\n".join(parts)
