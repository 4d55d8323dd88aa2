"""``awaited chapter NAME``: the page of a new chapter, its folder, a first example, and its line in the navigation."""

import argparse
import re
from pathlib import Path

from awaited.commands import Refused

PAGE = """\
---
title: {title}
description: {title}, by programs that ran.
tags: [basics]
---

# {title}

!!! abstract "What you will know"

    - What the first example shows.

## A first example

@snippet {chapter}/first

It takes @{{{chapter}/first.seconds}}.
"""

PROGRAM = """\
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke("{question}")
print(answer.content)
"""

TABLE = """\
# What the model says in the chapter "{title}".

[answers]
"{question}" = "What nobody else shows."
"""

MODELS = """
[models]
# An answer of five tokens takes one second: 0.6 s to the first, and 0.1 s for each of the other four.
"llama3" = { first_token = 0.6, per_token = 0.1 }
"""


ADDRESSES = Path("tests/addresses.txt")
"""Where a project lists the addresses that stay, if it does."""


def options(parser: argparse.ArgumentParser) -> None:
    """What may be said to the command."""
    parser.add_argument("name", metavar="NAME", help="the page's address, as in many-calls")
    parser.add_argument("--title", default="", help="its heading (default: the name in words)")
    parser.add_argument(
        "--section", default="", metavar="SECTION", help="where in the navigation (default: the last section but one)"
    )
    parser.add_argument(
        "--snippets", type=Path, default=Path("snippets"), metavar="FOLDER", help="their folder (default: snippets)"
    )
    parser.add_argument(
        "--docs", type=Path, default=Path("docs"), metavar="FOLDER", help="the folder of the pages (default: docs)"
    )


def main(given: argparse.Namespace) -> int:
    """Begin the chapter, and say which files there are to edit.

    Raises:
        Refused: There is one of this name, or no such section.
    """
    from awaited.commands.record import record
    from awaited.site.library import Library

    name = given.name.removesuffix(".md").strip("/")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise Refused(f"{given.name!r} is no page's address: say small letters, with hyphens between words, as in many-calls")
    chapter = name.replace("-", "_")
    title = given.title or name.replace("-", " ").capitalize()
    page, folder, settings = given.docs / f"{name}.md", given.snippets / chapter, Path("mkdocs.yml")
    for path in (page, folder):
        if path.exists():
            raise Refused(f"{path} is there already: choose another name")
    if not settings.is_file():
        raise Refused("there is no mkdocs.yml here: go to the project's folder")
    before = settings.read_text(encoding="utf-8")
    after, section = in_navigation(before, title, page.name, given.section)

    question = f"What does the chapter {title} show?"
    library = Library(given.snippets)
    models = "" if library.data().models else MODELS
    folder.mkdir(parents=True)
    (folder / "chapter.toml").write_text(TABLE.format(title=title, question=question) + models, encoding="utf-8")
    (folder / "first.py").write_text(PROGRAM.format(question=question), encoding="utf-8")
    page.write_text(PAGE.format(title=title, chapter=chapter), encoding="utf-8")
    settings.write_text(after, encoding="utf-8")
    library = Library(given.snippets)
    record(library, f"{chapter}/first").save(library.recording_path(f"{chapter}/first"))
    if ADDRESSES.is_file():
        kept = {*ADDRESSES.read_text(encoding="utf-8").split(), *addresses(name, title)}
        ADDRESSES.write_text("".join(f"{address}\n" for address in sorted(kept)), encoding="utf-8")
    print(f"{page}: the page, in the navigation under {section}")
    print(f"{folder}/chapter.toml: what the model says")
    print(f"{folder}/first.py: a first example, and its recording beside it")
    return 0


def addresses(name: str, title: str) -> set[str]:
    """What a link to the page, and to its headings, says."""
    heading = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())
    return {f"/{name}/", f"/{name}/#{heading}", f"/{name}/#a-first-example"}


def in_navigation(text: str, title: str, page: str, section: str) -> tuple[str, str]:
    """``mkdocs.yml`` with a line more, at the end of a section of the navigation.

    Returns:
        The text, and the section's name.

    Raises:
        Refused: There is no navigation, or no such section.
    """
    head, found, navigation = text.partition("\nnav:\n")
    if not found:
        raise Refused("mkdocs.yml has no `nav:`: write one, so that a new page has its place")
    lines = navigation.splitlines(keepends=True)
    sections = {m[1]: n for n, line in enumerate(lines) if (m := re.match(r"  - ([^:]+):\s*$", line))}
    name = section or ([*sections][-2:] or [""])[0]
    if name not in sections:
        raise Refused(f"there is no section {name!r} in the navigation of mkdocs.yml; there are: {', '.join(sections) or 'none'}")
    at = sections[name] + 1
    while at < len(lines) and lines[at].startswith("    "):
        at += 1
    if not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    entry = title if re.fullmatch(r"[\w(). -]+", title) else f'"{title}"'
    lines.insert(at, f"    - {entry}: {page}\n")
    return f"{head}{found}{''.join(lines)}", name
