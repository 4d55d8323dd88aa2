"""``awaited chapter NAME``: the page of a new chapter, its folder, a first example, and its line in the navigation."""

import argparse
import itertools
import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from awaited.commands import Refused

PAGE = """\
---
title: {in_yaml}
description: {description}
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

answer = llm.invoke({question})
print(answer.content)
"""

TABLE = """\
# What the model says in the chapter "{title}".

[answers]
{question} = "What nobody else shows."
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
        Refused: There is one of this name, or no place for it; or something failed, and nothing is left behind.
    """
    from awaited.commands.record import ends, record
    from awaited.site.library import Library, LibraryError

    name = given.name.removesuffix(".md").strip("/")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise Refused(f"{given.name!r} is no page's address: say small letters, with hyphens between words, as in many-calls")
    chapter = name.replace("-", "_")
    title = " ".join(given.title.split()) or name.replace("-", " ").capitalize()
    if not title.isprintable():
        raise Refused(f"{title!r} is no title: it has letters that cannot be seen")
    page, folder, settings = given.docs / f"{name}.md", given.snippets / chapter, Path("mkdocs.yml")
    for path in (page, folder):
        if path.exists():
            raise Refused(f"{path} is there already: choose another name")
    if not settings.is_file():
        raise Refused("there is no mkdocs.yml here: go to the project's folder")
    if not given.docs.is_dir():
        raise Refused(f"there is no folder {given.docs} for the page: say where pages are with --docs")

    # Braces would be a placeholder's.
    question = f"What does the chapter {title} show?".translate({ord("{"): None, ord("}"): None})
    description = in_yaml(f"{title}, by programs that ran.")
    try:
        before = settings.read_text(encoding="utf-8")
        after, section = in_navigation(before, title, page.name, given.section)
        models = "" if Library(given.snippets).data().models else MODELS
        # The navigation comes last: until then the site builds as before.
        with all_or_nothing(folder, page, ADDRESSES, settings):
            folder.mkdir(parents=True)
            (folder / "chapter.toml").write_text(
                TABLE.format(title=title, question=json.dumps(question, ensure_ascii=False)) + models, encoding="utf-8"
            )
            (folder / "first.py").write_text(PROGRAM.format(question=in_python(question)), encoding="utf-8")
            library = Library(given.snippets)
            run = record(library, f"{chapter}/first")
            run.save(library.recording_path(f"{chapter}/first"))
            page.write_text(
                PAGE.format(title=title, in_yaml=in_yaml(title), description=description, chapter=chapter), encoding="utf-8"
            )
            if ADDRESSES.is_file():
                kept = {*ADDRESSES.read_text(encoding="utf-8").split(), *addresses(name, title)}
                ADDRESSES.write_text("".join(f"{address}\n" for address in sorted(kept)), encoding="utf-8")
            settings.write_text(after, encoding="utf-8")
    except LibraryError as error:
        raise Refused(str(error)) from None
    except UnicodeDecodeError as error:
        raise Refused(f"a file of the project is not UTF-8 text: {error}") from None
    except OSError as error:
        raise Refused(f"{error.filename} cannot be read or written: {error.strerror}") from None
    print(f"{page}: the page, in the navigation{f' under {section}' if section else ''}")
    print(f"{folder}/chapter.toml: what the model says")
    print(f"{folder}/first.py: a first example, and its recording beside it{ends(run)}")
    return 0


@contextmanager
def all_or_nothing(folder: Path, *files: Path) -> Iterator[None]:
    """Where the body fails, take away the folder, with those above it that were not there, and let the files be as they were."""
    new = next(path for path in [*reversed(folder.parents), folder] if not path.exists())
    before = {file: file.read_bytes() if file.is_file() else None for file in files}
    try:
        yield
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        for file, content in before.items():
            if content is None:
                file.unlink(missing_ok=True)
            elif file.read_bytes() != content:
                file.write_bytes(content)
        raise


def in_yaml(text: str) -> str:
    """A text as YAML has it: as it is, or in quotes where it would mean something else."""
    # Letters and some signs, none of which YAML reads; not what it takes for a number, a date or a truth.
    plain = re.fullmatch(r"\w[\w ().,?!'/+-]*", text) and (text[0].isalpha() or re.search(r" [^\W\d]", text))
    if plain and text.lower() not in ("true", "false", "yes", "no", "on", "off", "null", "y", "n"):
        return text
    return json.dumps(text, ensure_ascii=False)


def in_python(text: str) -> str:
    """A text as a formatter would leave it in a program: in the quotes of which it has fewer."""
    if text.count('"') <= text.count("'"):
        return json.dumps(text, ensure_ascii=False)
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def addresses(name: str, title: str) -> set[str]:
    """What a link to the page, and to its headings, says."""
    ascii_alone = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    heading = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_alone).strip().lower())
    return {f"/{name}/", f"/{name}/#a-first-example"} | ({f"/{name}/#{heading}"} if heading else set())


_SECTION = re.compile(
    r"""(?P<indent> *)-(?P<space> +)(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<plain>[^:"'#]+)):\s*(?:#.*)?$"""
)
"""A line of the navigation that has nothing after the colon: what belongs to it stands below."""


def in_navigation(text: str, title: str, page: str, section: str) -> tuple[str, str]:
    """``mkdocs.yml`` with a line more, at the end of a section of the navigation.

    Returns:
        The text, and the section's name; empty if the navigation has no sections.

    Raises:
        Refused: There is no navigation, or no such section.
    """
    lines = text.splitlines(keepends=True)
    start = next((n for n, line in enumerate(lines, 1) if re.match(r"nav:\s*(#.*)?$", line)), 0)
    if not start:
        raise Refused("mkdocs.yml has no `nav:` with a line for each page below it: write one, so that a new page has its place")
    end = start
    while end < len(lines) and (_is_nothing(lines[end]) or re.match(r" |- ", lines[end])):
        end += 1
    items = [n for n in range(start, end) if not _is_nothing(lines[n])]
    indent = _indent(lines[items[0]]) if items else 2
    # Where each ends, and how far its entries are indented.
    sections: dict[str, tuple[int, int]] = {}
    for position, n in enumerate(items):
        match = _SECTION.match(lines[n])
        if not match or len(match["indent"]) != indent:
            continue
        below = list(itertools.takewhile(lambda m: _indent(lines[m]) > indent, items[position + 1 :]))
        if not below:
            sections[_name(match)] = n + 1, match.end("space")
        elif lines[below[0]].lstrip().startswith("-"):
            sections[_name(match)] = below[-1] + 1, _indent(lines[below[0]])
    name = section or next(reversed([*sections][:-1] or [*sections]), "")
    if name and name not in sections:
        raise Refused(f"there is no section {name!r} in the navigation of mkdocs.yml; there are: {', '.join(sections) or 'none'}")
    at, indent = sections[name] if name else (items[-1] + 1 if items else start, indent)
    if not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    lines.insert(at, f"{' ' * indent}- {in_yaml(title)}: {page}\n")
    return "".join(lines), name


def _name(match: re.Match[str]) -> str:
    return (match["double"] or match["single"] or match["plain"]).strip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_nothing(line: str) -> bool:
    """Whether a line of YAML is empty, or a comment."""
    return not line.strip() or line.lstrip().startswith("#")
