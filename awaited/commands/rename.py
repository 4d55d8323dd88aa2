"""``awaited rename OLD NEW``: an example has another name, wherever it is named."""

import argparse
import ast
import keyword
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from awaited.commands import Refused

ELSEWHERE = (".md", ".mk", ".py", ".toml", ".yml")
"""What else than the folder of examples may name one; below the folder in which the command is typed."""

SKIPPED = {".cache", ".git", ".venv", "build", "node_modules", "run", "site"}
"""Folders in which nobody writes."""


def options(parser: argparse.ArgumentParser) -> None:
    """What may be said to the command."""
    parser.add_argument("old", metavar="OLD", help="chapter/name")
    parser.add_argument("new", metavar="NEW", help="chapter/name")
    parser.add_argument(
        "--snippets", type=Path, default=Path("snippets"), metavar="FOLDER", help="their folder (default: snippets)"
    )


def main(given: argparse.Namespace) -> int:
    """Rename the example, and say which files changed.

    Raises:
        Refused: There is no such example, or the new name will not do.
    """
    root, old, new = given.snippets, given.old.removesuffix(".py"), given.new.removesuffix(".py")
    check(root, old, new)
    moved = [*move(root, old, new)]
    changed = [*edit(Path(), root, old, new)]
    for line in [*moved, *(f"{path}: {count} {'place' if count == 1 else 'places'}" for path, count, _ in changed if count)]:
        print(line)
    stale = [path for path, count, _ in changed if count and path.suffix == ".py" and path.with_suffix(".json").is_file()]
    for path in stale:
        print(f"{path} names it, and is to be recorded anew: awaited record {path.parent.name}/{path.stem}")
    for path, _, left in changed:
        for number in left:
            print(f"{path}, line {number} tells of {old.partition('/')[2]}.py, and is yours to read")
    return 0


def check(root: Path, old: str, new: str) -> None:
    """Whether that can be done.

    Raises:
        Refused: It cannot.
    """
    for name in (old, new):
        if not re.fullmatch(r"[a-z]\w*/[a-z]\w*", name):
            raise Refused(f"{name!r} is no example's name: say chapter/name, in small letters, as in many_calls/gather")
    stem = new.partition("/")[2]
    if keyword.iskeyword(stem):
        raise Refused(f"{new!r} will not do: {stem!r} is a word of Python, and no program could import {stem}.py")
    if stem in sys.stdlib_module_names:
        raise Refused(f"{new!r} will not do: who imports Python's own module {stem!r} would get {stem}.py, which lies beside it")
    if not (root / f"{old}.py").is_file():
        raise Refused(f"there is no example {old!r}: {root}/{old}.py does not exist")
    if (root / f"{new}.py").exists():
        raise Refused(f"there is an example {new!r} already: choose another name")
    if not (root / new).parent.is_dir():
        raise Refused(f"there is no chapter {new.partition('/')[0]!r}: begin it with `awaited chapter`")
    if (root / new).parent != (root / old).parent and (needed := sorted(with_it(root, old))):
        raise Refused(f"{old} cannot leave its chapter: {', '.join(needed)} and it belong together, one imports the other")


def with_it(root: Path, name: str) -> Iterator[str]:
    """The programs beside an example that import or name it, and those that it imports or names."""
    (own, *others) = [root / f"{name}.py", *(p for p in root.glob(f"{name.partition('/')[0]}/*.py") if p.stem != Path(name).stem)]
    text = own.read_text(encoding="utf-8")
    for path in others:
        beside = f"{path.parent.name}/{path.stem}"
        if in_neighbour(path.read_text(encoding="utf-8"), name, name)[1] or in_neighbour(text, beside, beside)[1]:
            yield beside


def move(root: Path, old: str, new: str) -> Iterator[str]:
    """Move the program and its recordings; a recording names the program, in its first line and where a traceback did."""
    (old_chapter, old_stem), (new_chapter, new_stem) = old.split("/"), new.split("/")
    (root / f"{old}.py").rename(root / f"{new}.py")
    yield f"{root}/{old}.py is {root}/{new}.py"
    for recording in sorted([*root.glob(f"{old}.json"), *root.glob(f"{old_chapter}/*/{old_stem}.json")]):
        beside = recording.parent.relative_to(root / old_chapter)
        target = root / new_chapter / beside / f"{new_stem}.json"
        target.parent.mkdir(exist_ok=True)
        text = recording.read_text(encoding="utf-8").replace(f'"snippet": "{old}"', f'"snippet": "{new}"', 1)
        target.write_text(re.sub(rf"(?<!\w){old_stem}\.py(?!\w)", f"{new_stem}.py", text), encoding="utf-8")
        recording.unlink()
        yield f"{recording} is {target}"


def edit(project: Path, root: Path, old: str, new: str) -> Iterator[tuple[Path, int, list[int]]]:
    """Change the name where it stands: on pages, in tables, in programs. Gives each file, in how many places, and which lines are left to read."""
    chapter = root / old.partition("/")[0]
    for path in files(project):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # whatever it is, nobody shows it
            continue
        left: list[int] = []
        if path.suffix == ".md":
            after, count = on_page(text, old, new)
            if count or path.stem.replace("-", "_") == chapter.name:
                after, more, left = on_own_page(after, old, new)
                count += more
        else:
            after, count = re.subn(rf"(?<![\w/]){re.escape(old)}(?![\w/]|\.\w+\b(?<!\.py))", new, text)
        if path == chapter / "chapter.toml":
            after, more = in_own_table(after, old, new)
            count += more
        elif path.suffix == ".py" and (
            path.is_relative_to(chapter) or path == root / f"{new}.py"
        ):  # what readers may answer, too
            after, more = in_neighbour(after, old, new)
            count += more
        if count:
            path.write_text(after, encoding="utf-8")
        if count or left:
            yield path, count, left


def files(project: Path) -> Iterator[Path]:
    """The texts of a project, sorted; what links lead to comes once, by its own place."""
    for path in sorted(project.iterdir()):
        if path.is_symlink() or (path.is_dir() and path.name in SKIPPED):
            continue
        if path.is_dir():
            yield from files(path)
        elif path.suffix in ELSEWHERE or path.name == "Makefile":
            yield path


def on_page(text: str, old: str, new: str) -> tuple[str, int]:
    """A page: the lines that embed, the figures in sentences, the links to the file. What a sentence tells of the past stays."""
    name = rf"(?<![\w/]){re.escape(old)}(?!\w)"
    count = 0

    def put(match: re.Match[str]) -> str:
        nonlocal count
        changed, times = re.subn(name, new, match[0])
        count += times
        return changed

    text = re.sub(r"^[ \t]*@(?:snippet|compare|ask|exercise)\b.*$", put, text, flags=re.MULTILINE)
    text = re.sub(r"@\{[^}]*\}", put, text)
    text, links = re.subn(rf"snippets/{re.escape(old)}\.py(?!\w)", f"snippets/{new}.py", text)
    return text, count + links


def on_own_page(text: str, old: str, new: str) -> tuple[str, int, list[int]]:
    """A page that shows the example, where its name stands alone: in ``uvicorn old:app`` it changes; where its file is told of, the line is given."""
    stem, new_stem = old.partition("/")[2], new.partition("/")[2]
    text, count = re.subn(rf"(?<![\w/.:-]){stem}(?=:[a-z_]\w*\b(?!:))", new_stem, text)
    if stem == new_stem:
        return text, count, []
    told = re.compile(rf"(?<![\w/]){stem}\.py(?!\w)")
    return text, count, [number for number, line in enumerate(text.splitlines(), 1) if told.search(line)]


_TABLE = re.compile(r"\s*\[(?P<name>mistakes|warns|exempt\.\w+)\]")
_ENTRY = re.compile(r"\s*\[(?P<name>mistakes|warns)\.(?P<key>[^\]]+)\]")


def in_own_table(text: str, old: str, new: str) -> tuple[str, int]:
    """A chapter's table, which names its own examples without the chapter."""
    (old_chapter, stem), (new_chapter, new_stem) = old.split("/"), new.split("/")
    key = new_stem if new_chapter == old_chapter else f'"{new}"'
    lines, count, within = [], 0, False
    for line in text.splitlines(keepends=True):
        if line.lstrip().startswith("["):
            within = _TABLE.match(line) is not None
            entry = _ENTRY.match(line)
            if entry and entry["key"].strip('"') == stem:
                line = line[: entry.start("key")] + key + line[entry.end("key") :]
                count += 1
        elif within and (match := re.match(rf'\s*(?P<key>"?{stem}"?)\s*=', line)):
            line = line[: match.start("key")] + key + line[match.end("key") :]
            count += 1
        lines.append(line)
    return "".join(lines), count


def in_neighbour(text: str, old: str, new: str) -> tuple[str, int]:
    """A neighbour, which may import the program by its file's name, or name the file: ``"old.py"``, ``"old:app"``."""
    stem, new_stem = old.partition("/")[2], new.partition("/")[2]
    text, count = in_imports(text, stem, new_stem)
    # In a text, a notebook's cell for one, nobody has parsed them.
    text, more = re.subn(rf"^(\s*from ){stem}( import )", rf"\g<1>{new_stem}\g<2>", text, flags=re.MULTILINE)
    text, still = re.subn(rf"^(\s*import ){stem}$", rf"\g<1>{new_stem} as {stem}", text, flags=re.MULTILINE)
    text, named = re.subn(rf"(?<=[\"']){stem}(?=(?:\.py|:\w+)[\"'])", new_stem, text)
    return text, count + more + still + named


def in_imports(text: str, stem: str, new: str) -> tuple[str, int]:
    """A program that imports a module of another name from now on, and calls it as before."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return text, 0
    lines = text.encode().splitlines(keepends=True)  # columns are counted in bytes
    places: list[tuple[ast.stmt | ast.alias | ast.expr, str, str]] = []  # what, what in it, and what that becomes
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            called = f"{new} as {stem}"
            places += [(alias, stem, new if alias.asname else called) for alias in node.names if alias.name == stem]
        elif isinstance(node, ast.ImportFrom) and node.module == stem and not node.level:
            places.append((node, stem, new))
        elif isinstance(node, ast.Call) and _called(node.func) in ("import_module", "__import__"):
            places += [(name, stem, new) for name in node.args[:1] if isinstance(name, ast.Constant) and name.value == stem]
    for node, before, after in sorted(places, key=lambda place: (place[0].lineno, place[0].col_offset), reverse=True):
        line, column = lines[node.lineno - 1], node.col_offset
        rest = re.sub(rf"\b{before}\b".encode(), after.encode(), line[column:], count=1)
        lines[node.lineno - 1] = line[:column] + rest
    return b"".join(lines).decode(), len(places)


def _called(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
